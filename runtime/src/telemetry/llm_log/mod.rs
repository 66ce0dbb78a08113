//! The log of calls of language models: a record a call, and the texts of its messages where the gateway file asks for them.
//!
//! A call never waits for it: what there is to tell goes into a queue that is bounded by its length and its bytes. Texts without
//! room are dropped and counted, and so is a whole record only where calls without texts fill the queue. All else, reading the texts, redaction and writing, is done by a thread of its own.

mod entry;
mod sink;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use bytes::Bytes;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;

use super::log::Log;
#[cfg(feature = "otel")]
use super::otlp::LogRecords;
use crate::json::Pattern;
use crate::llm::{self, Delivered, Redaction};

pub(crate) use entry::{About, Entry, Value};
use sink::Sink;

/// What the gateway file says of the log of calls of models.
#[derive(Debug)]
pub struct LlmLog {
    /// The file that is appended to, relative to the configuration directory; `None`: where the access log goes.
    pub file: Option<&'static str>,
    /// Whether records are sent by OTLP too.
    pub otlp: bool,
    /// The APIs of whose calls texts are told, or something is taken out.
    pub texts: &'static [LlmTexts],
}

/// What is told of the messages of an API's calls.
#[derive(Debug)]
pub struct LlmTexts {
    /// The name of the API.
    pub api: &'static str,
    /// How many bytes of each prompt; 0: nothing.
    pub prompts: usize,
    /// How many bytes of each completion; 0: nothing.
    pub completions: usize,
    /// JSON pointers (RFC 6901) to what is taken out of prompts; `*` is any member or item.
    pub members: &'static [&'static str],
    /// What is taken out of prompts and completions, in the syntax of the `regex` crate, or of `fancy-regex`.
    pub patterns: &'static [&'static str],
}

impl LlmTexts {
    /// No texts of an API's calls; what it says stands before `..LlmTexts::of(NAME)`.
    #[must_use]
    pub const fn of(api: &'static str) -> Self {
        Self { api, prompts: 0, completions: 0, members: &[], patterns: &[] }
    }
}

/// Calls that wait to be written; those beyond are dropped and counted.
const QUEUE: usize = 4096;
/// The bytes of their texts; those beyond are dropped without their calls.
const MOST: usize = 32 << 20;
/// How long is waited for what is left when the gateway ends.
const FLUSH: Duration = Duration::from_secs(2);

/// A call that has ended, before its texts are read.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) entry: Entry,
    pub(crate) texts: Option<&'static LlmTexts>,
    /// The body as it was sent.
    pub(crate) prompt: Option<Bytes>,
    pub(crate) delivered: Option<Box<Delivered>>,
}

impl Call {
    fn length(&self) -> usize {
        self.prompt.as_ref().map_or(0, Bytes::len) + self.delivered.as_ref().map_or(0, |delivered| delivered.length())
    }

    /// Keeps nothing but its texts: they may wait, and are counted by their length.
    fn own(&mut self) {
        self.prompt = self.prompt.take().map(llm::own);
        if let Some(delivered) = &mut self.delivered {
            delivered.own();
        }
    }

    /// Drops the texts unread, and has the record say so.
    fn drop_texts(&mut self) {
        (self.texts, self.prompt, self.delivered) = (None, None, None);
        self.entry.members.push(("texts_dropped", Value::Is(true)));
    }
}

enum Item {
    Call(Box<Call>),
    /// All that came before is to be written.
    Flush(SyncSender<()>),
}

/// Why something was not told.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Dropped {
    /// `texts` where these had no room and their record had, `queue` where neither had, `write` where the file couldn't be written, `export` where the receiver didn't take it.
    pub(crate) why: &'static str,
}

impl Dropped {
    /// Each that there is, so that none appears first when something was lost.
    pub(super) const ALL: [Self; 4] =
        [Self { why: "texts" }, Self { why: "queue" }, Self { why: "write" }, Self { why: "export" }];
}

pub(crate) type Drops = Family<Dropped, Counter>;

/// The calls' end of the log.
pub(crate) struct Calls {
    pub(crate) said: &'static LlmLog,
    queue: SyncSender<Item>,
    /// The bytes of the texts that wait.
    held: Arc<AtomicUsize>,
    dropped: Drops,
    #[cfg(feature = "otel")]
    records: Option<LogRecords>,
}

impl fmt::Debug for Calls {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("LlmLog")
    }
}

/// Where the log goes.
pub(crate) struct Where {
    /// The file; `None`: with the access log.
    pub(crate) file: Option<PathBuf>,
    pub(crate) log: Log,
    #[cfg(feature = "otel")]
    pub(crate) records: Option<LogRecords>,
}

impl Calls {
    /// Starts the thread that writes.
    ///
    /// # Errors
    /// A sentence that says why it can't be written.
    pub(crate) fn start(said: &'static LlmLog, to: Where, dropped: Drops) -> Result<Self, String> {
        let sink = Sink::open(to.file, to.log)?;
        let (queue, items) = sync_channel(QUEUE);
        let held = Arc::<AtomicUsize>::default();
        let writer = Writer {
            sink,
            held: held.clone(),
            dropped: dropped.clone(),
            patterns: said.texts.iter().map(patterns).collect(),
            #[cfg(feature = "otel")]
            records: to.records.clone(),
        };
        let thread = std::thread::Builder::new().name("llm-log".to_owned()).spawn(move || writer.run(&items));
        thread.map_err(|error| format!("the log of calls of models can't be started: {error}"))?;
        Ok(Self {
            said,
            queue,
            held,
            dropped,
            #[cfg(feature = "otel")]
            records: to.records,
        })
    }

    /// What is told of the texts of an API's calls.
    pub(crate) fn texts(&self, api: &str) -> Option<&'static LlmTexts> {
        self.said.texts.iter().find(|texts| texts.api == api)
    }

    /// Tells of a call; without its texts, where these have no room.
    pub(crate) fn add(&self, mut call: Call) {
        let mut length = call.length();
        if self.held.fetch_add(length, Ordering::Relaxed) + length > MOST && length > 0 {
            self.held.fetch_sub(length, Ordering::Relaxed);
            length = 0;
            call.drop_texts();
            self.dropped.get_or_create(&Dropped { why: "texts" }).inc();
        }
        call.own();
        if self.queue.try_send(Item::Call(Box::new(call))).is_err() {
            self.held.fetch_sub(length, Ordering::Relaxed);
            self.dropped.get_or_create(&Dropped { why: "queue" }).inc();
        }
    }

    /// Waits until all that was told is written and sent, for a few seconds at most.
    pub(crate) async fn flush(&self) {
        let (told, written) = sync_channel(1);
        let queue = self.queue.clone();
        let wait = move || {
            let until = Instant::now() + FLUSH;
            // There may be no room for a while.
            while queue.try_send(Item::Flush(told.clone())).is_err() && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(10));
            }
            written.recv_timeout(until.saturating_duration_since(Instant::now())).is_ok()
        };
        let _ = tokio::task::spawn_blocking(wait).await;
        #[cfg(feature = "otel")]
        if let Some(records) = &self.records {
            let _ = tokio::time::timeout(FLUSH, records.flush()).await;
        }
    }
}

/// The patterns of an API, compiled when a text is first searched.
fn patterns(texts: &'static LlmTexts) -> (&'static str, Vec<Pattern>) {
    (texts.api, texts.patterns.iter().map(|pattern| Pattern::new(pattern)).collect())
}

/// The thread's part.
struct Writer {
    sink: Sink,
    /// By API.
    patterns: Vec<(&'static str, Vec<Pattern>)>,
    held: Arc<AtomicUsize>,
    dropped: Drops,
    #[cfg(feature = "otel")]
    records: Option<LogRecords>,
}

impl Writer {
    fn run(mut self, items: &Receiver<Item>) {
        while let Ok(item) = items.recv() {
            match item {
                Item::Call(call) => {
                    let length = call.length();
                    let entries = entry::entries(*call, |texts| self.redaction(texts));
                    self.write(entries);
                    self.held.fetch_sub(length, Ordering::Relaxed);
                }
                Item::Flush(told) => {
                    // Who asked may have given up.
                    let _ = told.send(());
                }
            }
        }
    }

    fn redaction(&self, texts: &LlmTexts) -> Redaction<'_> {
        let patterns = self.patterns.iter().find(|(api, _)| *api == texts.api);
        Redaction { members: texts.members, patterns: patterns.map_or(&[], |(_, patterns)| patterns) }
    }

    fn write(&mut self, entries: Vec<Entry>) {
        let mut lines = String::new();
        entries.iter().for_each(|entry| entry.line(&mut lines));
        if self.sink.write(&lines).is_err() {
            self.dropped.get_or_create(&Dropped { why: "write" }).inc();
        }
        #[cfg(feature = "otel")]
        if let Some(records) = &self.records {
            records.add(entries);
        }
    }
}
