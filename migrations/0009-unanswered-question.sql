-- A neighbour who was asked has not answered yet: they are not asked again before they do, since each question is a pause.
alter table requests add column unanswered boolean not null default false;
