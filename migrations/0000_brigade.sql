CREATE TABLE `discount_rules` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`active` integer NOT NULL,
	`document` text NOT NULL,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE TABLE `failures` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`queue` text NOT NULL,
	`body` text NOT NULL,
	`attempts` integer NOT NULL,
	`failed_at` text NOT NULL,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE INDEX `failures_by_time` ON `failures` (`tenant`,`failed_at`);--> statement-breakpoint
CREATE TABLE `menu_items` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`document` text NOT NULL,
	`changed` text NOT NULL,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE TABLE `menu_locks` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`document` text NOT NULL,
	`created` text NOT NULL,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE TABLE `menu_pointers` (
	`tenant` text NOT NULL,
	`venue` text NOT NULL,
	`channel` text NOT NULL,
	`menu` text NOT NULL,
	`hash` text NOT NULL,
	`compiled_at` text NOT NULL,
	PRIMARY KEY(`tenant`, `venue`, `channel`)
);
--> statement-breakpoint
CREATE TABLE `menus` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`document` text NOT NULL,
	`changed` text NOT NULL,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE TABLE `orders` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`seq` integer NOT NULL,
	`status` text NOT NULL,
	`order_type` text NOT NULL,
	`source` text NOT NULL,
	`creator` text NOT NULL,
	`venues` text NOT NULL,
	`currency` text NOT NULL,
	`total` integer NOT NULL,
	`discount` integer NOT NULL,
	`paid` integer NOT NULL,
	`payment_types` text NOT NULL,
	`lines` integer NOT NULL,
	`phone` text,
	`email` text,
	`ext_id` text,
	`created` text NOT NULL,
	`changed` text NOT NULL,
	`due` text,
	`completed_time` text,
	`closed_date` text,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE INDEX `orders_by_created` ON `orders` (`tenant`,`created`);--> statement-breakpoint
CREATE INDEX `orders_by_status` ON `orders` (`tenant`,`status`,`created`);--> statement-breakpoint
CREATE TABLE `tenants` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`client_id` text NOT NULL,
	`client_secret_hash` text NOT NULL,
	`region` text NOT NULL,
	`currency` text NOT NULL,
	`decimals` integer NOT NULL,
	`properties` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `token_families` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`user` text NOT NULL,
	`login` text NOT NULL,
	`anonymous` integer NOT NULL,
	`current` text NOT NULL,
	`previous` text,
	`rotated_at` text NOT NULL,
	`expires_at` text NOT NULL,
	`revoked` integer NOT NULL,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE INDEX `families_by_user` ON `token_families` (`tenant`,`user`);--> statement-breakpoint
CREATE TABLE `users` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`login` text NOT NULL,
	`password` text NOT NULL,
	`roles` text NOT NULL,
	`active` integer NOT NULL,
	`first_name` text,
	`last_name` text,
	`phone` text,
	`created` text NOT NULL,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_by_login` ON `users` (`tenant`,`login`);--> statement-breakpoint
CREATE TABLE `venues` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`menu` text NOT NULL,
	`time_zone` text NOT NULL,
	`lat` text,
	`lng` text,
	`document` text NOT NULL,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE TABLE `webhook_endpoints` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`url` text NOT NULL,
	`description` text NOT NULL,
	`types` text NOT NULL,
	`format` text NOT NULL,
	`active` integer NOT NULL,
	`created` text NOT NULL,
	PRIMARY KEY(`tenant`, `id`)
);
