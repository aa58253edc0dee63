//! The files of a package with their fields, in the binding's order, and which must be filled in.

use base::sheet::Field;

/// A CSV file of the binding.
pub(super) struct File {
    /// Its name without `.csv`; the manifest's property is `file.` and this.
    pub name: &'static str,
    /// Its fields, in order; `required` marks those that every row must fill in.
    pub fields: &'static [Field],
}

const fn must(name: &'static str) -> Field {
    Field { name, required: true, headings: &[] }
}

const fn may(name: &'static str) -> Field {
    Field { name, required: false, headings: &[] }
}

pub(super) const ACADEMIC_SESSIONS: File = File {
    name: "academicSessions",
    fields: &[
        must("sourcedId"),
        may("status"),
        may("dateLastModified"),
        must("title"),
        must("type"),
        must("startDate"),
        must("endDate"),
        may("parentSourcedId"),
        must("schoolYear"),
    ],
};

pub(super) const CLASSES: File = File {
    name: "classes",
    fields: &[
        must("sourcedId"),
        may("status"),
        may("dateLastModified"),
        must("title"),
        may("grades"),
        must("courseSourcedId"),
        may("classCode"),
        must("classType"),
        may("location"),
        must("schoolSourcedId"),
        must("termSourcedIds"),
        may("subjects"),
        may("subjectCodes"),
        may("periods"),
    ],
};

pub(super) const COURSES: File = File {
    name: "courses",
    fields: &[
        must("sourcedId"),
        may("status"),
        may("dateLastModified"),
        may("schoolYearSourcedId"),
        must("title"),
        may("courseCode"),
        may("grades"),
        must("orgSourcedId"),
        may("subjects"),
        may("subjectCodes"),
    ],
};

pub(super) const DEMOGRAPHICS: File = File {
    name: "demographics",
    fields: &[
        must("sourcedId"),
        may("status"),
        may("dateLastModified"),
        may("birthDate"),
        may("sex"),
        may("americanIndianOrAlaskaNative"),
        may("asian"),
        may("blackOrAfricanAmerican"),
        may("nativeHawaiianOrOtherPacificIslander"),
        may("white"),
        may("demographicRaceTwoOrMoreRaces"),
        may("hispanicOrLatinoEthnicity"),
        may("countryOfBirthCode"),
        may("stateOfBirthAbbreviation"),
        may("cityOfBirth"),
        may("publicSchoolResidenceStatus"),
    ],
};

pub(super) const ENROLLMENTS: File = File {
    name: "enrollments",
    fields: &[
        must("sourcedId"),
        may("status"),
        may("dateLastModified"),
        must("classSourcedId"),
        must("schoolSourcedId"),
        must("userSourcedId"),
        must("role"),
        may("primary"),
        may("beginDate"),
        may("endDate"),
    ],
};

pub(super) const ORGS: File = File {
    name: "orgs",
    fields: &[
        must("sourcedId"),
        may("status"),
        may("dateLastModified"),
        must("name"),
        must("type"),
        may("identifier"),
        may("parentSourcedId"),
    ],
};

pub(super) const ROLES: File = File {
    name: "roles",
    fields: &[
        must("sourcedId"),
        may("status"),
        may("dateLastModified"),
        must("userSourcedId"),
        must("roleType"),
        must("role"),
        may("beginDate"),
        may("endDate"),
        must("orgSourcedId"),
        may("userProfileSourcedId"),
    ],
};

pub(super) const USERS: File = File {
    name: "users",
    fields: &[
        must("sourcedId"),
        may("status"),
        may("dateLastModified"),
        must("enabledUser"),
        must("username"),
        may("userIds"),
        must("givenName"),
        must("familyName"),
        may("middleName"),
        may("identifier"),
        may("email"),
        may("sms"),
        may("phone"),
        may("agentSourcedIds"),
        may("grades"),
        may("password"),
        may("userMasterIdentifier"),
        may("resourceSourcedIds"),
        may("preferredGivenName"),
        may("preferredMiddleName"),
        may("preferredFamilyName"),
        may("primaryOrgSourcedId"),
        may("pronouns"),
    ],
};

/// Files that are read and written here.
pub(super) const TAKEN: [&File; 8] = [&ACADEMIC_SESSIONS, &CLASSES, &COURSES, &DEMOGRAPHICS, &ENROLLMENTS, &ORGS, &ROLES, &USERS];

/// All files a manifest names, in its order.
pub(super) const ALL: [&str; 21] = [
    "academicSessions",
    "categories",
    "classes",
    "classResources",
    "courses",
    "courseResources",
    "demographics",
    "enrollments",
    "lineItemLearningObjectiveIds",
    "lineItems",
    "lineItemScoreScales",
    "orgs",
    "resources",
    "resultLearningObjectiveIds",
    "results",
    "resultScoreScales",
    "roles",
    "scoreScales",
    "userProfiles",
    "userResources",
    "users",
];
