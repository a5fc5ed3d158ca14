CREATE TABLE `audit_log` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`at` text NOT NULL,
	`user` text NOT NULL,
	`login` text NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`action` text NOT NULL,
	`before` text,
	`after` text,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE INDEX `audit_log_by_subject` ON `audit_log` (`tenant`,`kind`,`subject`,`id`);--> statement-breakpoint
CREATE TABLE `menu_publications` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tenant` text NOT NULL,
	`menu` text NOT NULL,
	`version` integer NOT NULL,
	`at` text NOT NULL,
	`venues` text,
	`cancelled` integer DEFAULT false NOT NULL,
	`created` text NOT NULL,
	`created_by` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `menu_publications_by_menu` ON `menu_publications` (`tenant`,`menu`,`number`);--> statement-breakpoint
CREATE TABLE `menu_version_targets` (
	`tenant` text NOT NULL,
	`menu` text NOT NULL,
	`version` integer NOT NULL,
	`venue` text NOT NULL,
	`hashes` text NOT NULL,
	PRIMARY KEY(`tenant`, `menu`, `version`, `venue`)
);
--> statement-breakpoint
CREATE TABLE `menu_versions` (
	`tenant` text NOT NULL,
	`menu` text NOT NULL,
	`version` integer NOT NULL,
	`state` text NOT NULL,
	`source` text,
	`note` text NOT NULL,
	`publish` text,
	`problems` text NOT NULL,
	`created` text NOT NULL,
	`created_by` text NOT NULL,
	PRIMARY KEY(`tenant`, `menu`, `version`)
);
--> statement-breakpoint
CREATE TABLE `price_lists` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`document` text NOT NULL,
	`changed` text NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
ALTER TABLE `menu_items` ADD `revision` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `menus` ADD `revision` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `lock_revision` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `venues` ADD `revision` integer DEFAULT 1 NOT NULL;