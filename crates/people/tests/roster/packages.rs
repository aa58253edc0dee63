//! OneRoster packages: what is refused and where it is told, what a delta does.

use super::town::{Town, texts, towns};
use base::job::State;
use base::{Error, Problem};
use people::roster::{self, Kind, Report};
use std::io::Write;

const ORGS: &str = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n";
const CLASSES: &str = "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n";
const USERS: &str = "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds\n";
const ENROLLMENTS: &str = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n";
const ROLES: &str = "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId\n";
const SESSIONS: &str = "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\nt1,,,2026,term,2026-09-01,2027-08-31,,2027\n";

pub fn zip(files: &[(&str, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn manifest(mode: &str, files: &[&str]) -> (&'static str, String) {
    let files: Vec<String> = files.iter().map(|f| format!("file.{f},{mode}\n")).collect();
    ("manifest.csv", format!("propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\n{}file.results,absent\n", files.concat()))
}

/// Names and texts of a package's files.
type Files = Vec<(&'static str, String)>;

/// One school of another system with one class, two students, a teacher and a mother.
fn bulk() -> Files {
    vec![
        manifest("bulk", &["orgs", "classes", "users", "enrollments", "roles", "academicSessions"]),
        ("orgs.csv", format!("{ORGS}o1,,,Central School,school,S001,o0\no0,,,County,district,C01,\n")),
        ("academicSessions.csv", SESSIONS.to_owned()),
        ("classes.csv", format!("{CLASSES}c1,,,Class 3,03,k1,,homeroom,,o1,t1,,,\n")),
        (
            "users.csv",
            format!(
                "{USERS}u1,,,true,ada,,Ada,Lovelace,,,,,,u4\nu2,,,true,bob,{{studentNumber:L110105201703010007}},小明,王,,,,,,\n\
                 u3,,,true,carol@example.org,,Carol,Shaw,,,,,,\nu4,,,true,anne,,Anne,Byron,,,,,,\n"
            ),
        ),
        (
            "enrollments.csv",
            format!("{ENROLLMENTS}e1,,,c1,o1,u1,student,,2026-09-01,\ne2,,,c1,o1,u2,student,,,\ne3,,,c1,o1,u3,teacher,true,,\n"),
        ),
        (
            "roles.csv",
            format!(
                "{ROLES}r1,,,u1,primary,student,,,o1\nr2,,,u2,primary,student,,,o1\nr3,,,u3,primary,teacher,,,o1\n\
                 r4,,,u4,primary,parent,,,o1\nr5,,,u3,secondary,aide,,,o1\n"
            ),
        ),
    ]
}

async fn import(town: &Town, files: &[(&str, String)]) -> Report {
    let job = town.import_bytes(&town.admin, Kind::OneRoster, "package.zip", zip(files)).await;
    assert_eq!(job.state(), State::Done, "{}", texts(&job.problems()).join("\n"));
    serde_json::from_value(job.result().unwrap()).unwrap()
}

async fn held(town: &Town) -> Vec<(String, String, String, Option<String>)> {
    base::fetch_all!(
        &mut town.base.db.read().await.unwrap(),
        "SELECT p.name, r.role, o.code, r.ends FROM role_assignment r JOIN person p ON p.id = r.person JOIN organisation o ON o.id = r.org
         WHERE p.source_id IS NOT NULL ORDER BY p.name, o.code, r.role"
    )
    .unwrap()
}

#[tokio::test]
async fn a_foreign_package_comes_in_and_a_delta_changes_it() {
    for town in towns().await {
        let report = import(&town, &bulk()).await;
        assert_eq!((report.counts.added, report.counts.classes_added, report.counts.roles_added), (4, 1, 3));
        assert_eq!(report.notices.iter().map(|p| p.key.as_str()).collect::<Vec<_>>(), ["roster.org_left", "roster.role_left_out"]);
        let expected = |name: &str, role: &str, org: &str| (name.to_owned(), role.to_owned(), org.to_owned(), None);
        assert_eq!(
            held(&town).await,
            [expected("Ada Lovelace", "student", "c1"), expected("Carol Shaw", "class_teacher", "c1"), expected("王小明", "student", "c1")]
        );
        assert_eq!(town.count("SELECT CAST(COUNT(*) AS BIGINT) FROM guardianship").await, 1);
        assert_eq!(town.count("SELECT entry_year FROM organisation WHERE code = 'c1'").await, 2024, "grade 3 in 2026");
        let again = import(&town, &bulk()).await;
        assert_eq!((again.counts.unchanged, again.counts.changed, again.counts.added), (4, 0, 0));

        town.base.clock.advance(86_400_000 * 5);
        let at = "2026-09-05T00:00:00.000Z";
        let delta = [
            manifest("delta", &["users", "enrollments"]),
            ("users.csv", format!("{USERS}u5,active,{at},true,dora,,Dora,Marsh,,,,,,\nu3,tobedeleted,{at},true,carol,,Carol,Shaw,,,,,,\n")),
            ("enrollments.csv", format!("{ENROLLMENTS}e1,tobedeleted,{at},c1,o1,u1,student,,,\ne5,active,{at},c1,o1,u5,teacher,true,,\n")),
        ];
        let report = import(&town, &delta).await;
        assert_eq!((report.counts.added, report.counts.roles_ended, report.counts.roles_added), (1, 2, 1));
        let over = Some("2026-09-05".to_owned());
        let mut expected = vec![
            ("Ada Lovelace".to_owned(), "student".to_owned(), "c1".to_owned(), over.clone()),
            ("Carol Shaw".to_owned(), "class_teacher".to_owned(), "c1".to_owned(), over),
            ("Dora Marsh".to_owned(), "class_teacher".to_owned(), "c1".to_owned(), None),
            ("王小明".to_owned(), "student".to_owned(), "c1".to_owned(), None),
        ];
        expected.sort();
        assert_eq!(held(&town).await, expected);
        assert_eq!(town.count("SELECT CAST(COUNT(*) AS BIGINT) FROM person WHERE source_id IS NOT NULL").await, 5, "nobody is deleted");
        assert_eq!(import(&town, &delta).await.counts.roles_ended, 0, "the same delta again changes nothing");
    }
}

#[tokio::test]
async fn a_complete_package_ends_what_it_leaves_out() {
    for town in towns().await {
        import(&town, &bulk()).await;
        town.base.clock.advance(86_400_000);
        let mut files = bulk();
        files[5].1 = format!("{ENROLLMENTS}e1,,,c1,o1,u1,student,,,\ne3,,,c1,o1,u3,teacher,true,,\n");
        let report = import(&town, &files).await;
        assert_eq!((report.counts.roles_ended, report.counts.roles_added), (1, 1), "no class any more: a student of the school");
        assert_eq!(held(&town).await.iter().filter(|h| h.3.is_some()).count(), 1);
    }
}

fn refused(files: &[(&str, String)]) -> Vec<String> {
    match roster::read("package.zip", &zip(files), Kind::OneRoster) {
        Err(Error::Invalid(problems)) => problems.into_iter().map(|p| p.key).collect(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("the package was taken"),
    }
}

#[test]
fn packages_that_are_none_are_refused() {
    assert_eq!(refused(&[("orgs.csv", ORGS.to_owned())]), ["roster.manifest_missing"]);
    let mut files = bulk();
    files[0].1 = files[0].1.replace("oneroster.version,1.2", "oneroster.version,1.1");
    assert_eq!(refused(&files), ["roster.version"]);
    files = bulk();
    files[0].1 = files[0].1.replace("file.users,bulk", "file.users,absent").replace("file.results,absent", "file.courses,bulk");
    assert_eq!(refused(&files), ["roster.file_missing", "roster.file_unlisted"]);
    files = bulk();
    files[1].1 = files[1].1.replace("name,type", "type,name").replace("identifier", "Identifier");
    assert_eq!(refused(&files), ["roster.heading_order", "roster.heading_unknown"]);
    files = bulk();
    files[1].1 = "sourcedId,type\no1,school\n".to_owned();
    assert_eq!(refused(&files), ["base.column_missing"]);
    assert!(matches!(roster::read("package.zip", b"no zip", Kind::OneRoster), Err(Error::Invalid(_))));
}

#[tokio::test]
async fn faults_in_rows_are_told_with_file_row_and_column_and_nothing_changes() {
    for town in towns().await {
        let before = town.dump().await;
        let told = async |change: &dyn Fn(&mut Files)| {
            let mut files = bulk();
            change(&mut files);
            let job = town.import_bytes(&town.admin, Kind::OneRoster, "package.zip", zip(&files)).await;
            assert_eq!(job.state(), State::Failed);
            let told = |p: Problem| {
                let place = p.place.unwrap_or_default();
                (place.file, place.row.unwrap_or_default(), place.column.unwrap_or_default(), p.key)
            };
            job.problems().into_iter().map(told).collect::<Vec<_>>()
        };
        let one = |file: &str, row: u64, column: &str, key: &str| vec![(file.to_owned(), row, column.to_owned(), key.to_owned())];
        let edit = |index: usize, from: &'static str, to: &'static str| {
            move |files: &mut Files| {
                assert!(files[index].1.contains(from), "{from}");
                files[index].1 = files[index].1.replacen(from, to, 1);
            }
        };
        assert_eq!(told(&edit(4, "u1,,,true,ada", "u1,,,yes,ada")).await, one("users.csv", 2, "enabledUser", "roster.word"));
        assert_eq!(told(&edit(4, "Ada,Lovelace", ",Lovelace")).await, one("users.csv", 2, "givenName", "roster.empty"));
        assert_eq!(told(&edit(4, "true,ada", "true,a da")).await, one("users.csv", 2, "username", "roster.login"));
        assert_eq!(told(&edit(4, "0301", "0230")).await, one("users.csv", 3, "userIds", "roster.id_birth"));
        assert_eq!(told(&edit(4, "u3,,,true", "u2,,,true")).await, one("users.csv", 4, "sourcedId", "roster.twice"));
        assert_eq!(told(&edit(5, "c1,o1,u2", "c1,o1,u9")).await, one("enrollments.csv", 3, "userSourcedId", "roster.unknown_user"));
        assert_eq!(told(&edit(5, "c1,o1,u2", "c9,o1,u2")).await, one("enrollments.csv", 3, "classSourcedId", "roster.unknown_org"));
        assert_eq!(told(&edit(5, "2026-09-01", "2026-9-1")).await, one("enrollments.csv", 2, "beginDate", "roster.date"));
        assert_eq!(told(&edit(5, "u3,teacher", "u3,dean")).await, one("enrollments.csv", 4, "role", "roster.word"));
        assert_eq!(
            told(&edit(3, "k1,,homeroom,,o1,t1", "k1,,homeroom,,o1,t2")).await,
            one("classes.csv", 2, "termSourcedIds", "roster.unknown_reference")
        );
        assert_eq!(told(&edit(4, ",u4\n", ",u8\n")).await, one("users.csv", 2, "agentSourcedIds", "roster.unknown_agent"));
        assert_eq!(told(&edit(1, "o1,,,Central", "o1,,,Cen\u{7}tral")).await[0].3, "roster.control");
        // Another school, which the caller does not manage, and one that there is not: told once.
        assert_eq!(told(&edit(1, "S001", "S002")).await, one("classes.csv", 2, "schoolSourcedId", "roster.not_managed"));
        assert_eq!(told(&edit(1, "S001", "S003")).await, one("orgs.csv", 2, "parentSourcedId", "roster.not_managed"));
        assert_eq!(town.dump().await, before);
    }
}
