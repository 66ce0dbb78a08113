//! Who says that somebody else called, and whether that is believed.

use std::net::{SocketAddr, TcpStream};

use socket2::{Domain, Socket, Type};

use super::{echo, exposed};

/// What a proxy may say.
const SAID: &str = "x-forwarded-for: 192.0.2.1, 192.0.2.2\r\nx-forwarded-for: 192.0.2.3\r\nx-forwarded-proto: https\r\n\
    x-forwarded-host: public.test\r\nx-forwarded-port: 443\r\nx-forwarded-prefix: /p\r\nforwarded: for=192.0.2.1\r\n";

/// What the backend is told where this address calls.
fn told(gateway: SocketAddr, from: [u8; 4]) -> String {
    use std::io::{Read, Write};
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from((from, 0)).into()).unwrap();
    socket.connect(&gateway.into()).unwrap();
    let mut stream: TcpStream = socket.into();
    write!(stream, "GET /things/x HTTP/1.1\r\nhost: gateway.test\r\nconnection: close\r\n{SAID}\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_stranger_is_not_believed_and_a_trusted_proxy_is() {
    let upstream = echo();
    let (mut gateway, _) = exposed(&upstream);
    let address = gateway.address();
    let text = told(address, [127, 0, 0, 1]);
    let said = |line: &str| text.lines().any(|known| known == line);
    assert!(said("x-forwarded-for: 127.0.0.1") && said("x-forwarded-proto: http"), "{text}");
    assert!(said("x-forwarded-host: gateway.test"), "{text}");
    assert!(
        !text.contains("192.0.2.") && !text.contains("public.test") && !text.contains("x-forwarded-port"),
        "{text}"
    );
    if !cfg!(target_os = "linux") {
        // Elsewhere 127.0.0.1 is the only address of the loopback.
        return;
    }
    let text = told(address, [127, 0, 0, 2]);
    let said = |line: &str| text.lines().any(|known| known == line);
    assert!(said("x-forwarded-for: 192.0.2.1, 192.0.2.2, 192.0.2.3, 127.0.0.2"), "{text}");
    assert!(said("x-forwarded-proto: https") && said("x-forwarded-host: public.test"), "{text}");
    assert!(said("x-forwarded-port: 443") && said("forwarded: for=192.0.2.1"), "{text}");
}
