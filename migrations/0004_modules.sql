CREATE TABLE `module_types` (
	`tenant` text NOT NULL,
	`type` text NOT NULL,
	`properties` text NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	PRIMARY KEY(`tenant`, `type`)
);
--> statement-breakpoint
CREATE TABLE `modules` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`type` text NOT NULL,
	`venue` text NOT NULL,
	`production` integer NOT NULL,
	`user` text,
	`config` text NOT NULL,
	`extra` text NOT NULL,
	`created` text NOT NULL,
	`created_by` text NOT NULL,
	`updated` text NOT NULL,
	`updated_by` text NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `modules_by_user` ON `modules` (`tenant`,`user`);--> statement-breakpoint
CREATE INDEX `modules_by_type` ON `modules` (`tenant`,`type`,`id`);