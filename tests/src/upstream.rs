//! An upstream that a test moves: each request that arrives waits until the test takes it and answers it.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::PATIENCE;
use crate::wire::{Buffer, Framing, Head};

/// A server on a port of its own. It ends with the test's process.
#[derive(Debug)]
pub struct Upstream {
    /// Where it listens.
    pub address: SocketAddr,
    connections: Arc<AtomicUsize>,
    exchanges: Mutex<Receiver<Exchange>>,
}

/// A request that arrived whole, and the connection to answer it on. Dropped, it leaves the connection to the next one.
#[derive(Debug)]
pub struct Exchange {
    /// The request's head.
    pub head: Head,
    /// Its body, out of its chunks.
    pub body: Vec<u8>,
    /// Which connection it came on, counted from 1.
    pub connection: usize,
    stream: Option<TcpStream>,
    back: Sender<TcpStream>,
}

impl Upstream {
    /// Listens; requests wait for [`Upstream::next`].
    ///
    /// # Panics
    /// Where no port is free.
    #[must_use]
    pub fn start() -> Self {
        let (to, exchanges) = channel();
        Self::serve(exchanges, move |exchange| {
            // A test that ended takes no more.
            let _ = to.send(exchange);
        })
    }

    /// Listens and answers every request on its own: with the bytes of an answer, framing and all.
    ///
    /// # Panics
    /// Where no port is free.
    #[must_use]
    pub fn answering(answer: impl Fn(&Head, &[u8]) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self::serve(channel().1, move |mut exchange| {
            let answer = answer(&exchange.head, &exchange.body);
            exchange.try_write(&answer).ok();
        })
    }

    /// Listens and has every request handled on a thread of its own connection.
    ///
    /// # Panics
    /// Where no port is free.
    #[must_use]
    pub fn handling(handle: impl Fn(Exchange) + Send + Sync + 'static) -> Self {
        Self::serve(channel().1, handle)
    }

    fn serve(exchanges: Receiver<Exchange>, take: impl Fn(Exchange) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a bound port");
        let connections = Arc::new(AtomicUsize::new(0));
        let (count, take) = (connections.clone(), Arc::new(take));
        thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                let connection = count.fetch_add(1, Ordering::SeqCst) + 1;
                let take = take.clone();
                // An error here is a connection that broke; the test sees that from its own side.
                thread::spawn(move || converse(stream, connection, &*take).ok());
            }
        });
        Self { address, connections, exchanges: Mutex::new(exchanges) }
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The next request.
    ///
    /// # Panics
    /// Where none comes.
    #[must_use]
    pub fn next(&self) -> Exchange {
        self.next_within(PATIENCE).expect("a request arrives at the upstream")
    }

    /// The next request, if one comes in time.
    ///
    /// # Panics
    /// Where another thread of the test panicked.
    #[must_use]
    pub fn next_within(&self, wait: Duration) -> Option<Exchange> {
        self.exchanges.lock().expect("no thread panicked").recv_timeout(wait).ok()
    }

    /// How many connections were made.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

fn converse(stream: TcpStream, connection: usize, take: &dyn Fn(Exchange)) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut buffer = Buffer::default();
    let mut stream = Some(stream);
    while let Some(mut open) = stream.take() {
        // Between requests a connection may idle for long.
        open.set_read_timeout(None)?;
        let Some(head) = buffer.head(&mut open)? else { return Ok(()) };
        open.set_read_timeout(Some(PATIENCE))?;
        let body = buffer.body(head.framing(), &mut open)?;
        let (back, returned) = channel();
        take(Exchange { head, body, connection, stream: Some(open), back });
        stream = returned.recv().ok();
    }
    Ok(())
}

impl Exchange {
    fn stream(&mut self) -> &mut TcpStream {
        self.stream.as_mut().expect("the connection is open")
    }

    /// Sends bytes as they are.
    ///
    /// # Errors
    /// Where the gateway doesn't take them.
    pub fn try_write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream().write_all(bytes)
    }

    /// Sends a chunk, and tells whether it was taken in time. Once it was not, nothing whole can be sent any more.
    pub fn would_take(&mut self, data: &[u8], wait: Duration) -> bool {
        let size = format!("{:x}\r\n", data.len());
        let stream = self.stream();
        let ready = stream.set_write_timeout(Some(wait));
        ready.and_then(|()| stream.write_all(&[size.as_bytes(), data, b"\r\n"].concat())).is_ok()
    }

    /// Sends bytes as they are.
    ///
    /// # Panics
    /// Where the gateway doesn't take them.
    pub fn write(&mut self, bytes: &[u8]) {
        self.try_write(bytes).expect("the gateway takes the upstream's bytes");
    }

    /// Answers with a status line such as `200 OK`, lines of headers, and a body with its length.
    pub fn answer(&mut self, status: &str, headers: &str, body: &[u8]) {
        let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len());
        self.write(&[head.as_bytes(), body].concat());
    }

    /// Begins a chunked answer.
    pub fn begin(&mut self, media_type: &str) {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\ntransfer-encoding: chunked\r\n\r\n");
        self.write(head.as_bytes());
    }

    /// Sends one chunk; an empty one ends the body.
    pub fn chunk(&mut self, data: &[u8]) {
        let size = format!("{:x}\r\n", data.len());
        self.write(&[size.as_bytes(), data, b"\r\n"].concat());
    }

    /// Closes the connection.
    pub fn close(mut self) {
        let stream = self.stream.take().expect("the connection is open");
        stream.shutdown(Shutdown::Both).expect("the connection closes");
    }

    /// Breaks the connection: the peer gets a RST.
    pub fn reset(mut self) {
        let stream = self.stream.take().expect("the connection is open");
        socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).expect("the option is set");
    }

    /// Waits until the gateway has closed the connection.
    ///
    /// # Panics
    /// Where it doesn't, or sends something.
    pub fn wait_closed(mut self) {
        let mut byte = [0];
        match self.stream().read(&mut byte) {
            Ok(0) => {}
            Ok(_) => panic!("the gateway sent more"),
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => {}
            Err(error) => panic!("the gateway kept the connection: {error}"),
        }
        self.stream = None;
    }

    /// Whether the request had a body of this framing.
    #[must_use]
    pub fn framing(&self) -> Framing {
        self.head.framing()
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if let Some(stream) = self.stream.take() {
            // Whoever reads the next request may have ended.
            let _ = self.back.send(stream);
        }
    }
}
