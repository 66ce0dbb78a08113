//! The upstream: reads a request whole and answers with bytes that were made ready before.

use std::sync::LazyLock;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use crate::Outcome;
use crate::wire::Wire;

/// The body that answers a request without `"stream":true`.
pub(crate) const JSON_ANSWER: &str = concat!(
    r#"{"id":"chatcmpl-bench","object":"chat.completion","created":1730000000,"model":"gpt-4o-2024-08-06","#,
    r#""system_fingerprint":"fp_bench","choices":[{"index":0,"logprobs":null,"finish_reason":"stop","#,
    r#""message":{"role":"assistant","content":"The reading room opens at nine and closes at eight."}}],"#,
    r#""usage":{"prompt_tokens":120,"completion_tokens":12,"total_tokens":132}}"#
);

static EVENTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let chunk = |rest: &str| {
        format!(
            "data: {{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1730000000,\
             \"model\":\"gpt-4o-2024-08-06\",\"system_fingerprint\":\"fp_bench\",{rest}}}\n\n"
        )
    };
    let word = "\"choices\":[{\"index\":0,\"delta\":{\"content\":\" reading\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null";
    let usage = "\"choices\":[],\"usage\":{\"prompt_tokens\":120,\"completion_tokens\":198,\"total_tokens\":318}";
    let mut events = vec![chunk(word); 198];
    events.extend([chunk(usage), "data: [DONE]\n\n".to_owned()]);
    events
});

static JSON: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let length = JSON_ANSWER.len();
    format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{JSON_ANSWER}").into()
});

const STREAM_HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

/// The length of a streamed answer without chunk framing.
pub(crate) fn stream_length() -> usize {
    EVENTS.iter().map(String::len).sum()
}

/// Serves on 127.0.0.1:`port` beside the load, in its thread, until the process ends.
///
/// Neither sleeps while it waits, unless it is told to. To wake a core takes a proxy microseconds, most of all on a virtual machine,
/// and the slower one finds more of them asleep. In service who asks and who answers are behind a network, and whether they
/// sleep is nothing to the proxy.
pub(crate) async fn start(port: u16, sleeps: bool) -> Outcome<()> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    tokio::spawn(async move {
        // What can't be accepted, the load misses soon enough.
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                if let Err(error) = answer(socket).await {
                    // A proxy that closes its side ends the connection; only what is not that is worth a line.
                    if !error.is::<std::io::Error>() {
                        eprintln!("upstream: {error}");
                    }
                }
            });
        }
    });
    if !sleeps {
        tokio::spawn(async {
            loop {
                tokio::task::yield_now().await;
            }
        });
    }
    Ok(())
}

async fn answer(socket: TcpStream) -> Outcome<()> {
    let mut wire = Wire::new(socket)?;
    let framed: Vec<String> = EVENTS.iter().map(|event| format!("{:x}\r\n{event}\r\n", event.len())).collect();
    let backlog = [STREAM_HEAD, &framed.concat(), "0\r\n\r\n"].concat().into_bytes();
    while let Some(head) = wire.head().await? {
        let (_, [streams, paced]) = wire.body(&head, [b"\"stream\":true", b"\"user\":\"paced\""]).await?;
        if streams || paced {
            if paced {
                wire.socket.write_all(STREAM_HEAD.as_bytes()).await?;
                for event in &framed {
                    wire.socket.write_all(event.as_bytes()).await?;
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                wire.socket.write_all(b"0\r\n\r\n").await?;
            } else {
                // A backlog: all of it is there when a proxy first reads.
                wire.socket.write_all(&backlog).await?;
            }
        } else {
            wire.socket.write_all(&JSON).await?;
        }
    }
    Ok(())
}
