CREATE TABLE `fiscal_receipts` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`order_id` text NOT NULL,
	`venue` text NOT NULL,
	`fiscal_id` text NOT NULL,
	`printer` text NOT NULL,
	`slip` text NOT NULL,
	`amount` integer NOT NULL,
	`printed` text NOT NULL,
	`registered` text NOT NULL,
	`content_type` text NOT NULL,
	`attachment` text,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE INDEX `fiscal_receipts_by_venue` ON `fiscal_receipts` (`tenant`,`venue`,`registered`);--> statement-breakpoint
CREATE INDEX `fiscal_receipts_by_order` ON `fiscal_receipts` (`tenant`,`order_id`);