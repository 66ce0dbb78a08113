//! The load: connections that send one request after another and check every answer.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::LocalSet;

use crate::Outcome;
use crate::cases::Load;
use crate::wire::Wire;

/// Sends `requests` requests of `load` to 127.0.0.1:`port` over `connections` connections.
///
/// # Errors
/// When an answer is not 200, has another length than it must, or all takes more than two minutes.
pub(crate) async fn send(port: u16, load: &Rc<Load>, requests: usize, connections: usize) -> Outcome<()> {
    let left = Rc::new(Cell::new(requests));
    let tasks = LocalSet::new();
    let senders: Vec<_> = (0..connections)
        .map(|_| {
            let (left, load) = (left.clone(), load.clone());
            tasks.spawn_local(async move { connection(port, &load, &left).await.map_err(|error| error.to_string()) })
        })
        .collect();
    let all = tasks.run_until(async {
        for sender in senders {
            sender.await??;
        }
        Outcome::Ok(())
    });
    tokio::time::timeout(Duration::from_secs(120), all).await.map_err(|_| "a measurement took over two minutes")?
}

async fn connection(port: u16, load: &Load, left: &Cell<usize>) -> Outcome<()> {
    let mut wire = Wire::new(TcpStream::connect(("127.0.0.1", port)).await?)?;
    while left.get() > 0 {
        left.set(left.get() - 1);
        wire.socket.write_all(&load.request).await?;
        let head = wire.head().await?.ok_or("the proxy closed a kept-alive connection")?;
        let (length, _) = wire.body(&head, [b"", b""]).await?;
        if !head.ok || length != load.answer {
            return Err(format!("an answer with {length} bytes, or not 200; it must have {}", load.answer).into());
        }
    }
    Ok(())
}
