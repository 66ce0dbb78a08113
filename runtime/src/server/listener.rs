//! A listening socket.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpListener;

/// Binds an address. The flag that could change it is named in the error.
pub(crate) fn bind(address: &str, flag: &str) -> Result<TcpListener, String> {
    let resolved = address
        .to_socket_addrs()
        .and_then(|mut all| all.next().ok_or_else(|| io::Error::other("no address")))
        .map_err(|error| format!("{address} is no address to listen on: {error}; {flag} takes HOST:PORT"))?;
    listen(resolved).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => format!("{address} is in use by another process; choose another with {flag}"),
        _ => format!("can't listen on {address}: {error}; choose another address with {flag}"),
    })
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // On Windows this option would let two processes share a port.
    #[cfg(not(windows))]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(1024)?;
    socket.set_nonblocking(true)?;
    TcpListener::from_std(socket.into())
}
