-- The tree of organisations: region, county, school, cohort, class; beside it departments,
-- school groups (学区集团) and teaching-research groups (教研组).
CREATE TABLE organisation (
  id {id},
  kind TEXT NOT NULL,
  parent BIGINT REFERENCES organisation (id) DEFERRABLE,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  stages TEXT NOT NULL DEFAULT '',
  locality TEXT,
  small BOOLEAN NOT NULL DEFAULT FALSE,
  weak BOOLEAN NOT NULL DEFAULT FALSE,
  special BOOLEAN NOT NULL DEFAULT FALSE,
  entry_year BIGINT,
  closed TEXT,
  demo BOOLEAN NOT NULL DEFAULT FALSE,
  updated BIGINT NOT NULL
);
CREATE INDEX organisation_parent ON organisation (parent, kind);

-- Every organisation with all above it, itself included. A school in a group has the group above
-- it as well as its county.
CREATE TABLE org_above (
  org BIGINT NOT NULL REFERENCES organisation (id) DEFERRABLE,
  above BIGINT NOT NULL REFERENCES organisation (id) DEFERRABLE,
  PRIMARY KEY (org, above)
);
CREATE INDEX org_above_above ON org_above (above, org);

-- Schools of a school group: membership outside the tree.
CREATE TABLE school_group_member (
  school_group BIGINT NOT NULL REFERENCES organisation (id) DEFERRABLE,
  school BIGINT NOT NULL REFERENCES organisation (id) DEFERRABLE,
  PRIMARY KEY (school_group, school)
);

CREATE TABLE person (
  id {id},
  name TEXT NOT NULL,
  gender TEXT,
  birth TEXT,
  national_id TEXT,
  national_id_index TEXT UNIQUE,
  student_number TEXT,
  student_number_index TEXT UNIQUE,
  source_id TEXT UNIQUE,
  status TEXT NOT NULL DEFAULT 'active',
  merged_into BIGINT REFERENCES person (id) DEFERRABLE,
  demo BOOLEAN NOT NULL DEFAULT FALSE,
  updated BIGINT NOT NULL
);

CREATE INDEX person_name ON person (name); -- sqlite
CREATE INDEX person_name ON person (name COLLATE "C"); -- postgres

-- A role held at an organisation for a period; ends is the last day, NULL while open.
CREATE TABLE role_assignment (
  id {id},
  person BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  role TEXT NOT NULL,
  org BIGINT NOT NULL REFERENCES organisation (id) DEFERRABLE,
  subject TEXT,
  starts TEXT NOT NULL,
  ends TEXT
);
CREATE INDEX role_assignment_person ON role_assignment (person, role);
CREATE INDEX role_assignment_org ON role_assignment (org, role);

CREATE TABLE guardianship (
  guardian BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  child BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  relation TEXT NOT NULL,
  starts TEXT NOT NULL,
  ends TEXT,
  PRIMARY KEY (guardian, child)
);
CREATE INDEX guardianship_child ON guardianship (child);

-- What a guardian, or a student of 14 or more, has agreed to. Rows are added: the latest counts.
CREATE TABLE consent (
  id {id},
  person BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  purpose TEXT NOT NULL,
  given BOOLEAN NOT NULL,
  decided_by BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  at BIGINT NOT NULL
);
CREATE INDEX consent_person ON consent (person, purpose, id);

CREATE TABLE account (
  person {id} REFERENCES person (id) DEFERRABLE,
  login TEXT NOT NULL UNIQUE,
  password_hash TEXT,
  must_change BOOLEAN NOT NULL DEFAULT TRUE,
  failed BIGINT NOT NULL DEFAULT 0,
  locked_until BIGINT NOT NULL DEFAULT 0,
  disabled BOOLEAN NOT NULL DEFAULT FALSE,
  totp_secret TEXT,
  totp_confirmed BOOLEAN NOT NULL DEFAULT FALSE,
  totp_last_step BIGINT NOT NULL DEFAULT 0
);

-- Sessions by the SHA-256 of their token; the token itself is only in the browser.
CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES person (id) DEFERRABLE,
  created BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  address TEXT NOT NULL,
  agent TEXT NOT NULL,
  second_factor BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX session_person ON session (person);
