CREATE INDEX `orders_by_creator` ON `orders` (`tenant`,`creator`);--> statement-breakpoint
CREATE INDEX `families_by_expiry` ON `token_families` (`expires_at`);