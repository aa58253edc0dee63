//! Many requests at a time, each timed, with the server's processor time around all of them.

use crate::{Client, Form, Machine, Page, Server};
use anyhow::{Result, ensure};
use futures::StreamExt;
use hyper::Method;
use std::time::{Duration, Instant};

/// What a client sends.
pub enum Request<'a> {
    /// A page.
    Get(&'a Client, String),
    /// A form.
    Submit(&'a Client, Form),
    /// An application's request with its JSON body.
    Call(&'a Machine, Method, String, String),
}

/// What a burst of requests cost.
#[derive(Debug, Default)]
pub struct Cost {
    latencies: Vec<Duration>,
    processor: Duration,
    database: Duration,
    elapsed: Duration,
}

impl Cost {
    /// Sends all requests, `at_once` of them at a time, and adds what they cost. Every answer must satisfy `good`.
    pub async fn add(&mut self, server: &Server, at_once: usize, requests: Vec<Request<'_>>, good: impl Fn(&Page) -> bool) -> Result<()> {
        let (before, began) = ((server.processor()?, crate::server::postgres()?), Instant::now());
        let mut answers = futures::stream::iter(requests.into_iter().map(send)).buffer_unordered(at_once);
        let mut wrong = 0;
        while let Some(answer) = answers.next().await {
            let (page, latency) = answer?;
            wrong += usize::from(!good(&page));
            self.latencies.push(latency);
        }
        self.elapsed += began.elapsed();
        self.processor += server.processor()? - before.0;
        self.database += crate::server::postgres()?.saturating_sub(before.1);
        ensure!(wrong == 0, "{wrong} of {} requests were not answered as they should be", self.latencies.len());
        Ok(())
    }

    /// The latency in milliseconds that this share of the requests did not exceed.
    pub fn percentile(&self, share: f64) -> f64 {
        let mut sorted = self.latencies.clone();
        sorted.sort();
        let rank = (share * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.saturating_sub(1)).map_or(f64::NAN, |d| d.as_secs_f64() * 1000.0)
    }

    /// The server's processor time per request in milliseconds.
    pub fn processor_per_request(&self) -> f64 {
        self.processor.as_secs_f64() * 1000.0 / self.latencies.len() as f64
    }

    /// The processor time per request, in milliseconds, of all processes called `postgres`.
    pub fn database_per_request(&self) -> f64 {
        self.database.as_secs_f64() * 1000.0 / self.latencies.len() as f64
    }

    /// Requests a second.
    pub fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64()
    }
}

async fn send(request: Request<'_>) -> Result<(Page, Duration)> {
    let began = Instant::now();
    let page = match request {
        Request::Get(client, path) => client.get_compressed(&path).await?,
        Request::Submit(client, form) => client.submit(&form).await?,
        Request::Call(machine, method, path, body) => machine.call(method, &path, body.into()).await?,
    };
    Ok((page, began.elapsed()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let latencies = (1..=200).rev().map(Duration::from_millis).collect();
        let cost = Cost { latencies, processor: Duration::from_millis(100), elapsed: Duration::from_secs(2), ..Cost::default() };
        assert_eq!((cost.percentile(0.5), cost.percentile(0.99)), (100.0, 198.0));
        assert_eq!((cost.processor_per_request(), cost.rate()), (0.5, 100.0));
    }
}
