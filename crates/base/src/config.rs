//! Settings: a TOML file, then `SHUREN_*` variables over it. `shuren config` prints them, secrets masked.

use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Settings of one node. Every field can be set as `SHUREN_<FIELD>` in the environment.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the database, the key and the uploads live.
    pub data_dir: PathBuf,
    /// `sqlite:PATH` or `postgres://…`; empty for `DATA_DIR/shuren.db`.
    pub database_url: String,
    /// Address and port to serve on.
    pub listen: String,
    /// The address people type, used in statements and links; empty for `http://LISTEN`.
    pub base_url: String,
    /// 64 hexadecimal digits; empty for `DATA_DIR/secret.key`, made at first start. Nodes of one
    /// region share it.
    pub secret_key: String,
    /// Demo region to load into an empty database: `s`, `m`, `l`, or empty for none.
    pub demo: String,
    /// Hours until a session ends without use.
    pub session_hours: u32,
    /// Wrong passwords in a row until an account is locked for a quarter of an hour.
    pub lockout_after: u32,
    /// Requests a minute one address may send to the sign-in page.
    pub sign_in_per_minute: u32,
    /// Set when a TLS proxy stands in front: cookies are then `Secure`.
    pub behind_tls: bool,
    /// Log filter, such as `info` or `info,sqlx=warn`.
    pub log: String,
    /// `text` or `json`.
    pub log_format: String,
    /// Largest form with a file in bytes; the readers of files have limits of their own beside it.
    pub upload_limit: u64,
    /// Bearer token that opens `/metrics` to other machines; empty for this machine only.
    pub metrics_token: String,
    /// Origins whose pages may call `/xapi` from a browser, parted by spaces; `*` for all, empty for none. An origin alone
    /// opens nothing: every call shows an application's key and secret, and no cookie counts.
    pub xapi_origins: String,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            data_dir: "data".into(),
            database_url: String::new(),
            listen: "127.0.0.1:8080".into(),
            base_url: String::new(),
            secret_key: String::new(),
            demo: String::new(),
            session_hours: 12,
            lockout_after: 8,
            sign_in_per_minute: 60,
            behind_tls: false,
            log: "info,sqlx=warn".into(),
            log_format: "text".into(),
            upload_limit: 64 << 20,
            metrics_token: String::new(),
            xapi_origins: "*".into(),
        }
    }
}

impl Config {
    /// Reads `file` (or `SHUREN_CONFIG`, or `shuren.toml` in the data directory when it exists), then the environment.
    pub fn load(file: Option<&Path>) -> Result<Config> {
        Self::from_sources(file, &std::env::vars().collect::<Vec<_>>())
    }

    /// The same from given variables.
    pub fn from_sources(file: Option<&Path>, env: &[(String, String)]) -> Result<Config> {
        let var = |name: &str| env.iter().find(|(k, _)| k == name).map(|(_, v)| v.clone());
        let named = file.map(Path::to_path_buf).or_else(|| var("SHUREN_CONFIG").map(PathBuf::from));
        let data_dir = var("SHUREN_DATA_DIR").map(PathBuf::from).unwrap_or_else(|| Config::default().data_dir);
        let path = match named {
            Some(path) => Some(path),
            None => Some(data_dir.join("shuren.toml")).filter(|p| p.exists()),
        };
        let mut table = match &path {
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|e| Error::internal(format!("{}: {e}", path.display())))?;
                text.parse::<toml::Table>().map_err(|e| Error::internal(format!("{}: {e}", path.display())))?
            }
            None => toml::Table::new(),
        };
        let known = toml::Table::try_from(Config::default()).map_err(Error::internal)?;
        for (name, kind) in &known {
            if let Some(value) = var(&format!("SHUREN_{}", name.to_uppercase())) {
                table.insert(name.clone(), parse_as(kind, name, value)?);
            }
        }
        let config: Config = table.try_into().map_err(|e| Error::internal(format!("configuration: {e}")))?;
        config.checked()
    }

    fn checked(self) -> Result<Config> {
        if !["", "s", "m", "l"].contains(&self.demo.as_str()) {
            return Err(Error::internal("demo must be s, m, l or empty"));
        }
        if !["text", "json"].contains(&self.log_format.as_str()) {
            return Err(Error::internal("log_format must be text or json"));
        }
        Ok(self)
    }

    /// The database address with the default filled in.
    pub fn database(&self) -> String {
        match self.database_url.as_str() {
            "" => format!("sqlite:{}", self.data_dir.join("shuren.db").display()),
            url => url.to_owned(),
        }
    }

    /// The public address with the default filled in, without a slash at the end.
    pub fn public_url(&self) -> String {
        match self.base_url.trim_end_matches('/') {
            "" => format!("http://{}", self.listen),
            url => url.to_owned(),
        }
    }

    /// The settings as TOML with secrets masked.
    pub fn masked(&self) -> Result<String> {
        let mut shown = self.clone();
        for secret in [&mut shown.secret_key, &mut shown.metrics_token] {
            if !secret.is_empty() {
                *secret = "********".into();
            }
        }
        shown.database_url = mask_password(&self.database());
        shown.base_url = self.public_url();
        toml::to_string_pretty(&shown).map_err(Error::internal)
    }
}

fn parse_as(kind: &toml::Value, name: &str, value: String) -> Result<toml::Value> {
    let wrong = |what| Error::internal(format!("SHUREN_{}: {what} expected, got {value:?}", name.to_uppercase()));
    Ok(match kind {
        toml::Value::Integer(_) => toml::Value::Integer(value.parse().map_err(|_| wrong("a whole number"))?),
        toml::Value::Boolean(_) => toml::Value::Boolean(value.parse().map_err(|_| wrong("true or false"))?),
        _ => toml::Value::String(value),
    })
}

fn mask_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    match rest.rsplit_once('@') {
        Some((login, host)) => match login.split_once(':') {
            Some((user, _)) => format!("{scheme}://{user}:********@{host}"),
            None => url.to_owned(),
        },
        None => url.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn environment_stands_over_the_file_and_secrets_are_masked() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("s.toml");
        std::fs::write(&file, "listen = \"0.0.0.0:1\"\nsession_hours = 3\nsecret_key = \"feed\"\n").unwrap();
        let config =
            Config::from_sources(Some(&file), &env(&[("SHUREN_LISTEN", "0.0.0.0:2"), ("SHUREN_DATABASE_URL", "postgres://u:hidden@h/d")]))
                .unwrap();
        assert_eq!((config.listen.as_str(), config.session_hours), ("0.0.0.0:2", 3));
        let shown = config.masked().unwrap();
        assert!(!shown.contains("hidden") && !shown.contains("feed"), "{shown}");
    }

    #[test]
    fn a_misspelt_setting_or_a_wrong_type_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("s.toml");
        std::fs::write(&file, "lisen = \"x\"\n").unwrap();
        assert!(Config::from_sources(Some(&file), &[]).unwrap_err().to_string().contains("lisen"));
        let wrong = Config::from_sources(None, &env(&[("SHUREN_SESSION_HOURS", "many")])).unwrap_err();
        assert!(wrong.to_string().contains("SHUREN_SESSION_HOURS"));
    }
}
