-- What waits to be told is a queue: nearly always empty, and written and emptied by the thousand. The oldest are looked for
-- across communities, in their order; and what was taken out is cleared away before it is a million dead rows.
create index announcements_by_age on announcements (at);
drop index announcements_oldest;
alter table announcements set (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0
);
