//! What an operator does at the machine, with the real binary, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bucket;
mod lake;
mod node;

use node::{Node, nodes};
use std::path::Path;

/// Backs up a node's data while it serves; gives the file.
fn back_up(node: &Node) -> std::path::PathBuf {
    let file = node.dir.path().join("region.backup");
    let said = node.ok(&["backup", path(&file)]);
    assert!(said.contains("tables") && said.contains("secret.key"), "{said}");
    file
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

const ADMIN: &[&str] = &["admin", "create", "--name", "王主任", "--login", "Wang", "--region", "青禾市"];

#[tokio::test]
async fn it_serves_tells_its_health_and_ends_in_order() {
    for node in nodes().await {
        let mut server = node.serve(&[]).await;
        let health: serde_json::Value = server.get("/health").await.json().await.unwrap();
        assert_eq!((&health["ok"], &health["jobs"]["runner"]), (&true.into(), &"running".into()), "{health}");
        assert_eq!(health["migrations"]["applied"], health["migrations"]["expected"]);
        let response = server.get("/health").await;
        assert!(response.headers().contains_key("x-request-id"));
        assert!(node.ok(&["health"]).contains("\"ok\":true"));

        let metrics = server.get("/metrics").await.text().await.unwrap();
        for line in
            ["http_requests_total{method=\"GET\",route=\"/health\",status=\"200\"} 3", "jobs{state=\"queued\"} 0", "db_connections{"]
        {
            assert!(metrics.contains(line), "{line} is not in\n{metrics}");
        }

        assert_eq!(server.terminate(), Some(0));
        assert!(!node.run(&["health"]).status.success());
        let db = base::Db::connect(&node.database).await.unwrap();
        let rows: Vec<(i64,)> = base::fetch_all!(&mut db.read().await.unwrap(), "SELECT id FROM node").unwrap();
        assert!(rows.is_empty(), "its number is free again");
    }
}

#[tokio::test]
async fn metrics_want_the_token_when_there_is_one() {
    let node = nodes().await.remove(0);
    let server = node.serve(&[("SHUREN_METRICS_TOKEN", "t0ken")]).await;
    assert_eq!(server.get("/metrics").await.status(), 404);
    let client = reqwest::Client::new();
    let response = client.get(format!("{}/metrics", server.address)).bearer_auth("t0ken").send().await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn settings_are_shown_without_their_secrets() {
    let node = nodes().await.remove(0);
    let secrets =
        [("SHUREN_DATABASE_URL", "postgres://u:hidden1@h/d"), ("SHUREN_SECRET_KEY", "hidden2"), ("SHUREN_METRICS_TOKEN", "hidden3")];
    let shown = node.command(&["config"]).envs(secrets).output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(!shown.contains("hidden") && shown.matches("********").count() == 3 && shown.contains("postgres://u:"), "{shown}");
    let wrong = node.command(&["config"]).env("SHUREN_SESSION_HOURS", "many").output().unwrap();
    assert!(!wrong.status.success() && String::from_utf8_lossy(&wrong.stderr).contains("SHUREN_SESSION_HOURS"));
}

#[tokio::test]
async fn a_backup_taken_while_serving_restores_into_the_other_database() {
    let nodes = nodes().await;
    for source in &nodes {
        let created = source.ok(ADMIN);
        assert!(created.contains("Login: wang"), "{created}");
        let server = source.serve(&[]).await;
        let file = back_up(source);
        assert!(source.ok(&["verify-backup", path(&file)]).contains("The backup is whole"));
        assert!(source.fail(&["backup", path(&file)]).contains("This file exists"));
        assert!(source.fail(&["restore", path(&file)]).contains("has been used"));
        drop(server);

        for target in self::nodes().await {
            assert!(target.fail(&["restore", path(&file)]).contains("There is no secret.key"));
            std::fs::write(target.dir.path().join("secret.key"), "ab".repeat(32)).unwrap();
            assert!(target.fail(&["restore", path(&file)]).contains("sealed with another secret key"));
            std::fs::copy(source.dir.path().join("secret.key"), target.dir.path().join("secret.key")).unwrap();
            let restored = target.ok(&["restore", path(&file)]);
            assert!(restored.contains("the audit log intact"), "{restored}");
            // The administrator is there: the login is taken, the region known.
            assert!(target.fail(&["admin", "create", "--name", "李", "--login", "wang"]).contains("wang"));
            assert!(target.ok(&["audit", "verify"]).contains("intact"));
            let mut server = target.serve(&[]).await;
            assert_eq!(server.get("/health").await.status(), 200);
            assert_eq!(server.terminate(), Some(0));
        }
    }
}

#[tokio::test]
async fn a_damaged_backup_is_refused() {
    let node = nodes().await.remove(0);
    node.ok(ADMIN);
    let file = back_up(&node);
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    assert!(node.fail(&["verify-backup", path(&file)]).contains("backup"));
}

#[tokio::test]
async fn another_secret_key_does_not_start() {
    for node in nodes().await {
        node.ok(ADMIN);
        let refused = node.command(&[]).env("SHUREN_SECRET_KEY", "cd".repeat(32)).output().unwrap();
        assert!(!refused.status.success());
        assert!(String::from_utf8_lossy(&refused.stderr).contains("secret key"), "{refused:?}");
    }
}

#[tokio::test]
async fn an_audit_log_that_was_changed_is_told() {
    for node in nodes().await {
        node.ok(ADMIN);
        assert!(node.ok(&["audit", "verify"]).contains("intact"));
        let db = base::Db::connect(&node.database).await.unwrap();
        let unguard = if db.kind() == "sqlite" { "DROP TRIGGER audit_no_update" } else { "DROP TRIGGER audit_no_change ON audit" };
        for sql in [unguard, "UPDATE audit SET actor = 5 WHERE seq = 1"] {
            db.write(move |conn| Box::pin(async move { base::execute!(conn, sql) })).await.unwrap();
        }
        db.close().await;
        assert!(node.fail(&["audit", "verify"]).contains("From entry 1 on"));
    }
}

#[tokio::test]
async fn an_application_is_made_with_the_scopes_that_exist() {
    for node in nodes().await {
        let made = node.ok(&["application", "create", "--name", "作业", "--scope", "statements/write", "--scope", "statements/read/mine"]);
        let secret = made.split("secret: ").nth(1).unwrap().split(' ').next().unwrap();
        assert!(secret.len() == 64 && secret.bytes().all(|b| b.is_ascii_hexdigit()), "{made}");
        let again = node.ok(&["application", "create", "--name", "作业", "--scope", "all"]);
        assert!(!again.contains(secret), "each has a secret of its own");
        assert!(node.fail(&["application", "create", "--name", "作业", "--scope", "statements"]).contains("statements"));
        assert!(node.fail(&["application", "create", "--name", "作业"]).contains("--scope"));
    }
}

#[tokio::test]
async fn what_is_not_there_is_named_and_not_made() {
    let node = nodes().await.remove(0);
    for command in [&["audit", "verify"][..], &["backup", "/nowhere/b"]] {
        assert!(node.fail(command).contains("There is no database at"));
    }
    assert!(node.fail(&["verify-backup", "/nowhere/b"]).contains("cannot be opened"));
    assert_eq!(std::fs::read_dir(node.dir.path()).unwrap().count(), 0);
    assert!(node.fail(&["admin", "create", "--name", "王", "--login", "w"]).contains("--region"));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let refused = node.command(&["serve"]).env("SHUREN_LISTEN", taken.local_addr().unwrap().to_string()).output().unwrap();
    assert!(String::from_utf8_lossy(&refused.stderr).contains("cannot listen on"));
}
