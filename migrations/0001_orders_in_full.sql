CREATE TABLE `menu_pointer_log` (
	`tenant` text NOT NULL,
	`venue` text NOT NULL,
	`channel` text NOT NULL,
	`since` text NOT NULL,
	`menu` text NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`tenant`, `venue`, `channel`, `since`)
);
--> statement-breakpoint
ALTER TABLE `orders` ADD `claim_code` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `venue_totals` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX `orders_by_completed` ON `orders` (`tenant`,`completed_time`);--> statement-breakpoint
CREATE INDEX `orders_by_claim_code` ON `orders` (`tenant`,`claim_code`);--> statement-breakpoint
CREATE INDEX `orders_by_ext_id` ON `orders` (`tenant`,`ext_id`);--> statement-breakpoint
CREATE INDEX `orders_by_phone` ON `orders` (`tenant`,`phone`);--> statement-breakpoint
CREATE INDEX `orders_by_email` ON `orders` (`tenant`,`email`);