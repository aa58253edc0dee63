//! One kept HTTP/1.1 connection, without what a browser or an HTTP library adds: driver and server share the
//! machine, so what the driver spends is time the server waits.

use anyhow::{Context, Result};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, Response, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Mutex;

/// A connection to `host:port`, opened with the first request and again when the server has closed it.
pub struct Wire {
    host: String,
    sender: Mutex<Option<SendRequest<Full<Bytes>>>>,
}

impl Wire {
    /// To an address such as `http://127.0.0.1:8080`.
    pub fn to(address: &str) -> Wire {
        Wire { host: address.trim_start_matches("http://").to_owned(), sender: Mutex::default() }
    }

    /// Sends a request, whose `Host` is set here, and reads the whole answer.
    pub async fn send(&self, mut request: Request<Full<Bytes>>) -> Result<Response<Bytes>> {
        request.headers_mut().insert(header::HOST, self.host.parse()?);
        let mut kept = self.sender.lock().await;
        let sender = match kept.as_mut().filter(|s| !s.is_closed()) {
            Some(_) => kept.as_mut().context("a connection")?,
            None => kept.insert(self.open().await?),
        };
        sender.ready().await?;
        let (head, body) = sender.send_request(request).await?.into_parts();
        Ok(Response::from_parts(head, body.collect().await?.to_bytes()))
    }

    async fn open(&self) -> Result<SendRequest<Full<Bytes>>> {
        let stream = TcpStream::connect(&self.host).await.with_context(|| self.host.clone())?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // Its end shows in the sender.
        tokio::spawn(connection);
        Ok(sender)
    }
}
