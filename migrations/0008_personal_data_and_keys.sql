-- What was noted before: of guests in dead letters, and of devices' keys in the audit log.
UPDATE `failures` SET `body` = json_set(`body`, '$.row.phone', NULL, '$.row.email', NULL) WHERE `queue` = 'projections' AND json_valid(`body`) AND json_type(`body`, '$.row') = 'object';
--> statement-breakpoint
UPDATE `audit_log` SET `before` = json_remove(`before`, '$.config', '$.extra'), `after` = json_remove(`after`, '$.config', '$.extra') WHERE `kind` = 'module';
--> statement-breakpoint
UPDATE `audit_log` SET `before` = iif(`before` IS NULL, NULL, '{}'), `after` = iif(`after` IS NULL, NULL, '{}') WHERE `kind` = 'module-type';
