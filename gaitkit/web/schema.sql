CREATE TABLE IF NOT EXISTS person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    sex TEXT,
    born_on TEXT,                -- ISO date, or
    age_y REAL,                  -- the age that was told
    age_told_on TEXT,            -- on this day
    height_m REAL
);
CREATE TABLE IF NOT EXISTS visit (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    held_on TEXT NOT NULL,
    activity TEXT NOT NULL,
    remark TEXT NOT NULL DEFAULT '',
    height_m REAL,
    lang TEXT NOT NULL,
    model TEXT NOT NULL,
    blur_face INTEGER NOT NULL,
    answers TEXT NOT NULL DEFAULT '{}',
    created_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS clip (
    id TEXT PRIMARY KEY,
    visit_id TEXT NOT NULL REFERENCES visit (id) ON DELETE CASCADE,
    title TEXT NOT NULL,         -- the name it came with, only ever shown
    suffix TEXT NOT NULL,
    settings TEXT NOT NULL DEFAULT '{}',
    corrections TEXT NOT NULL DEFAULT '{}',
    drawings TEXT NOT NULL DEFAULT '[]',
    result_id TEXT,              -- the job whose files are shown
    added_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS job (
    id TEXT PRIMARY KEY,
    clip_id TEXT NOT NULL REFERENCES clip (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')),
    attempts INTEGER NOT NULL DEFAULT 0,
    kind TEXT NOT NULL DEFAULT '',       -- of the error, if it failed
    message TEXT NOT NULL DEFAULT '',
    queued_at REAL NOT NULL,
    ended_at REAL
);
CREATE TABLE IF NOT EXISTS number (      -- the merged numbers of a visit, for its person's history
    visit_id TEXT NOT NULL REFERENCES visit (id) ON DELETE CASCADE,
    activity TEXT NOT NULL,
    metric TEXT NOT NULL,
    side TEXT NOT NULL,
    value REAL NOT NULL,
    low REAL,
    high REAL,
    quality TEXT NOT NULL,
    view TEXT NOT NULL,
    PRIMARY KEY (visit_id, activity, metric, side)
);
CREATE INDEX IF NOT EXISTS visit_of ON visit (person_id);
CREATE INDEX IF NOT EXISTS clip_of ON clip (visit_id);
CREATE INDEX IF NOT EXISTS job_of ON job (clip_id);
