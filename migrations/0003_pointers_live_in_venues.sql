DROP TABLE `menu_pointer_log`;--> statement-breakpoint
DROP TABLE `menu_pointers`;