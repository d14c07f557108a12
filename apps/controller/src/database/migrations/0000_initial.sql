CREATE TABLE `agents` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`organization_id` integer NOT NULL,
	`load_zone_id` integer NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`squall_version` text NOT NULL,
	`max_vus` integer NOT NULL,
	`enrolled_at_ms` integer NOT NULL,
	`last_seen_at_ms` integer NOT NULL,
	`revoked_at_ms` integer,
	FOREIGN KEY (`organization_id`) REFERENCES `organizations`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`load_zone_id`) REFERENCES `load_zones`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `agents_hash_unique` ON `agents` (`hash`);--> statement-breakpoint
CREATE INDEX `agents_by_load_zone` ON `agents` (`load_zone_id`);--> statement-breakpoint
CREATE TABLE `enrolment_tokens` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`load_zone_id` integer NOT NULL,
	`organization_id` integer NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`hint` text NOT NULL,
	`uses_left` integer,
	`created_by` integer,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer,
	`revoked_at_ms` integer,
	FOREIGN KEY (`load_zone_id`) REFERENCES `load_zones`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`organization_id`) REFERENCES `organizations`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `enrolment_tokens_hash_unique` ON `enrolment_tokens` (`hash`);--> statement-breakpoint
CREATE TABLE `load_zones` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`organization_id` integer,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`is_public` integer NOT NULL,
	`created_at_ms` integer NOT NULL,
	FOREIGN KEY (`organization_id`) REFERENCES `organizations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `load_zones_by_code` ON `load_zones` (`organization_id`,`code`);--> statement-breakpoint
CREATE TABLE `audit` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at_ms` integer NOT NULL,
	`organization_id` integer NOT NULL,
	`project_id` integer,
	`user_id` integer,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`target` text NOT NULL,
	`address` text,
	`detail` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_by_organization` ON `audit` (`organization_id`,`id`);--> statement-breakpoint
CREATE TABLE `organizations` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`hash` text PRIMARY KEY NOT NULL,
	`user_id` integer NOT NULL,
	`csrf_token` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sessions_by_user` ON `sessions` (`user_id`);--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`user_id` integer NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`hint` text NOT NULL,
	`max_role` text NOT NULL,
	`project_id` integer,
	`is_one_time` integer DEFAULT false NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer,
	`last_used_at_ms` integer,
	`revoked_at_ms` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_hash_unique` ON `tokens` (`hash`);--> statement-breakpoint
CREATE INDEX `tokens_by_user` ON `tokens` (`user_id`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`organization_id` integer NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`password_hash` text,
	`organization_role` text NOT NULL,
	`is_operator` integer DEFAULT false NOT NULL,
	`default_project_id` integer,
	`created_at_ms` integer NOT NULL,
	`disabled_at_ms` integer,
	FOREIGN KEY (`organization_id`) REFERENCES `organizations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);--> statement-breakpoint
CREATE INDEX `users_by_organization` ON `users` (`organization_id`);--> statement-breakpoint
CREATE TABLE `run_journals` (
	`run_id` integer NOT NULL,
	`key` text NOT NULL,
	`value` text NOT NULL,
	PRIMARY KEY(`run_id`, `key`),
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `notification_deliveries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`notification_id` integer NOT NULL,
	`event` text NOT NULL,
	`body` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_attempt_at_ms` integer,
	`last_attempt_at_ms` integer,
	`delivered_at_ms` integer,
	`http_status` integer,
	`error` text,
	FOREIGN KEY (`notification_id`) REFERENCES `notifications`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `notification_deliveries_by_notification` ON `notification_deliveries` (`notification_id`,`id`);--> statement-breakpoint
CREATE INDEX `notification_deliveries_by_due_time` ON `notification_deliveries` (`next_attempt_at_ms`);--> statement-breakpoint
CREATE TABLE `notifications` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`project_id` integer NOT NULL,
	`url` text NOT NULL,
	`secret` text NOT NULL,
	`events` text NOT NULL,
	`is_enabled` integer NOT NULL,
	`created_at_ms` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `notifications_by_project` ON `notifications` (`project_id`);--> statement-breakpoint
CREATE TABLE `denied_targets` (
	`project_id` integer PRIMARY KEY NOT NULL,
	`targets` text NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `memberships` (
	`project_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`role` text NOT NULL,
	PRIMARY KEY(`project_id`, `user_id`),
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `memberships_by_user` ON `memberships` (`user_id`);--> statement-breakpoint
CREATE TABLE `projects` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`organization_id` integer NOT NULL,
	`name` text NOT NULL,
	`retention_days` integer,
	`created_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL,
	FOREIGN KEY (`organization_id`) REFERENCES `organizations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `projects_by_organization` ON `projects` (`organization_id`);--> statement-breakpoint
CREATE TABLE `quotas` (
	`project_id` integer PRIMARY KEY NOT NULL,
	`max_vus` integer,
	`max_duration_s` integer,
	`max_concurrent_runs` integer,
	`max_load_zones` integer,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `run_facts` (
	`run_id` integer PRIMARY KEY NOT NULL,
	`plan` text,
	`conclusion` text,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `run_health` (
	`run_id` integer NOT NULL,
	`instance` integer NOT NULL,
	`epoch` integer NOT NULL,
	`agent` text NOT NULL,
	`load_zone` text NOT NULL,
	`label` text NOT NULL,
	`at_s` integer NOT NULL,
	`vus` integer NOT NULL,
	`iterations_done` integer NOT NULL,
	`lag_ms` real NOT NULL,
	`cpu_share` real NOT NULL,
	`memory_bytes` real NOT NULL,
	`clock_skew_ms` real,
	PRIMARY KEY(`run_id`, `instance`, `epoch`, `at_s`),
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `run_rollups` (
	`run_id` integer PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`totals` blob NOT NULL,
	`source_ids` text NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `run_windows` (
	`run_id` integer NOT NULL,
	`step_s` integer NOT NULL,
	`metric_id` integer NOT NULL,
	`start_s` integer NOT NULL,
	`whole` blob NOT NULL,
	`parts` blob NOT NULL,
	PRIMARY KEY(`run_id`, `step_s`, `metric_id`, `start_s`),
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `idempotent_answers` (
	`key` text PRIMARY KEY NOT NULL,
	`answer` text NOT NULL,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `idempotent_answers_by_age` ON `idempotent_answers` (`created_at_ms`);--> statement-breakpoint
CREATE TABLE `run_frame_keys` (
	`run_id` integer NOT NULL,
	`key` text NOT NULL,
	PRIMARY KEY(`run_id`, `key`),
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `run_frames` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`run_id` integer NOT NULL,
	`key` text NOT NULL,
	`format` text NOT NULL,
	`received_at_ms` integer NOT NULL,
	`body` blob NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `run_frames_by_run` ON `run_frames` (`run_id`,`id`);--> statement-breakpoint
CREATE TABLE `run_history` (
	`run_id` integer NOT NULL,
	`position` integer NOT NULL,
	`state` text NOT NULL,
	`entered_at_ms` integer NOT NULL,
	`by_user` text,
	`message` text,
	`code` integer,
	PRIMARY KEY(`run_id`, `position`),
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `run_logs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`run_id` integer NOT NULL,
	`time_ns` text NOT NULL,
	`level` text NOT NULL,
	`labels` text NOT NULL,
	`line` text NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `run_logs_by_run` ON `run_logs` (`run_id`,`id`);--> statement-breakpoint
CREATE TABLE `runs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`project_id` integer NOT NULL,
	`test_id` integer NOT NULL,
	`place` text NOT NULL,
	`state` text NOT NULL,
	`result` text,
	`result_message` text,
	`result_code` integer,
	`started_by` integer,
	`archive_sha256` text,
	`options` text NOT NULL,
	`distribution` text NOT NULL,
	`thresholds` text,
	`note` text DEFAULT '' NOT NULL,
	`max_vus` integer,
	`estimated_duration_s` integer,
	`push_token_hash` text,
	`created_at_ms` integer NOT NULL,
	`started_at_ms` integer,
	`ended_at_ms` integer,
	`last_heard_at_ms` integer,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`test_id`) REFERENCES `tests`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`started_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`archive_sha256`) REFERENCES `archives`(`sha256`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `runs_pushTokenHash_unique` ON `runs` (`push_token_hash`);--> statement-breakpoint
CREATE INDEX `runs_by_test` ON `runs` (`test_id`,`id`);--> statement-breakpoint
CREATE INDEX `runs_by_project` ON `runs` (`project_id`,`id`);--> statement-breakpoint
CREATE INDEX `runs_by_state` ON `runs` (`state`);--> statement-breakpoint
CREATE TABLE `share_links` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`run_id` integer NOT NULL,
	`hash` text NOT NULL,
	`created_by` integer,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `share_links_runId_unique` ON `share_links` (`run_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `share_links_hash_unique` ON `share_links` (`hash`);--> statement-breakpoint
CREATE TABLE `archives` (
	`sha256` text PRIMARY KEY NOT NULL,
	`bytes` integer NOT NULL,
	`metadata` text NOT NULL,
	`facts` text,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `schedules` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`project_id` integer NOT NULL,
	`test_id` integer NOT NULL,
	`cron` text NOT NULL,
	`time_zone` text NOT NULL,
	`is_enabled` integer NOT NULL,
	`created_by` integer NOT NULL,
	`created_at_ms` integer NOT NULL,
	`next_run_at_ms` integer,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`test_id`) REFERENCES `tests`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `schedules_by_due_time` ON `schedules` (`next_run_at_ms`);--> statement-breakpoint
CREATE TABLE `tests` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`project_id` integer NOT NULL,
	`name` text NOT NULL,
	`archive_sha256` text,
	`baseline_run_id` integer,
	`created_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`archive_sha256`) REFERENCES `archives`(`sha256`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tests_by_name` ON `tests` (`project_id`,`name`);