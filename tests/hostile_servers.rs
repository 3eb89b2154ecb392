//! Servers that want to harm who loads into them: each ends in a clear error within a limit of memory and of time, and hears
//! no password that it should not.
#![cfg(all(feature = "bolt", feature = "falkordb", feature = "http", feature = "postgres", unix))]
mod server;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use self::server::{
    DATABASE, DRIP, LATE, Serve, Server, TOO_MUCH, UNCLEAR, USAGE, drip, for_ever, limits, load,
};

/// Reads the head of a request over HTTP, and its body; the method.
fn request(reader: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let (mut method, mut length) = (String::new(), 0);
    for number in 0.. {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if number == 0 {
            method = line.split(' ').next().unwrap_or_default().to_owned();
        } else if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        } else if line == "\r\n" {
            break;
        }
    }
    reader.read_exact(&mut vec![0; length])?;
    Ok(method)
}

/// Answers over HTTP: who it is to the first request, what is hostile to all others.
fn http(stream: TcpStream, hostile: impl Fn(&mut TcpStream) -> std::io::Result<()>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut out = stream;
    loop {
        if request(&mut reader)? == "HEAD" {
            out.write_all(b"HTTP/1.1 200 OK\r\nserver: Oxigraph/0.5\r\ncontent-length: 0\r\n\r\n")?;
        } else {
            return hostile(&mut out);
        }
    }
}

const JSON: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/sparql-results+json\r\nconnection: close\r\n\r\n";
/// What is hostile in a graph: no graphs are listed, and one that is asked for is this.
fn graph(stream: TcpStream, hostile: impl Fn(&mut TcpStream) -> std::io::Result<()>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut out = stream;
    loop {
        match request(&mut reader)?.as_str() {
            "HEAD" => {
                out.write_all(b"HTTP/1.1 200 OK\r\nserver: Oxigraph/0.5\r\ncontent-length: 0\r\n\r\n")?
            }
            "POST" => {
                let names = r#"{"results":{"bindings":[{"g":{"value":"urn:dossier:strike:graph/facts"}}]}}"#;
                write!(out, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{names}", names.len())?;
            }
            _ => {
                out.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/turtle\r\nconnection: close\r\n\r\n")?;
                return hostile(&mut out);
            }
        }
    }
}

/// Sixteen megabytes in sixteen kilobytes, by gzip.
fn gzip_bomb() -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..16 {
        encoder.write_all(&[b' '; 1 << 20]).unwrap();
    }
    encoder.finish().unwrap()
}

#[test]
fn hostile_triple_stores_are_given_up() {
    let cases: [(&str, Serve, &str); 12] = [
        ("no end", |s| http(s, |out| out.write_all(JSON).and_then(|()| for_ever(out, b" "))), TOO_MUCH),
        (
            "two gigabytes",
            |s| {
                http(s, |out| {
                    out.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2000000000\r\n\r\n")?;
                    for_ever(out, b"[")
                })
            },
            TOO_MUCH,
        ),
        ("a byte now and then", |s| http(s, |out| out.write_all(JSON).and_then(|()| drip(out, b' '))), LATE),
        (
            "a head without end, slowly",
            |s| {
                http(s, |out| {
                    out.write_all(b"HTTP/1.1 200 OK\r\nx: ")?;
                    drip(out, b'x')
                })
            },
            LATE,
        ),
        (
            "a head without end",
            |s| {
                http(s, |out| {
                    out.write_all(b"HTTP/1.1 200 OK\r\nx: ")?;
                    for_ever(out, b"x")
                })
            },
            "",
        ),
        (
            "headers without end",
            |s| {
                http(s, |out| {
                    out.write_all(b"HTTP/1.1 200 OK\r\n")?;
                    for_ever(out, b"x: y\r\n")
                })
            },
            "",
        ),
        ("go on, for ever", |s| http(s, |out| for_ever(out, b"HTTP/1.1 100 Continue\r\n\r\n")), ""),
        (
            "gzip that nobody wanted",
            |s| {
                http(s, |out| {
                    out.write_all(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n")?;
                    out.write_all(&gzip_bomb())
                })
            },
            UNCLEAR,
        ),
        (
            "lists in lists",
            |s| {
                http(s, |out| {
                    out.write_all(JSON)?;
                    out.write_all(&b"[".repeat(1 << 16))
                })
            },
            UNCLEAR,
        ),
        (
            "many small lists",
            |s| {
                http(s, |out| {
                    out.write_all(JSON)?;
                    out.write_all(b"{\"results\":{\"bindings\":[0")?;
                    for _ in 0..40 {
                        out.write_all(&b",[[],[]]".repeat(1 << 14))?;
                    }
                    out.write_all(b"]}}")
                })
            },
            TOO_MUCH,
        ),
        (
            "a long prefix, many times",
            |s| {
                graph(s, |out| {
                    out.write_all(format!("@prefix p: <urn:{}> .\n", "x".repeat(1 << 20)).as_bytes())?;
                    (0..1000)
                        .try_for_each(|number| out.write_all(format!("p:{number} p:a p:b .\n").as_bytes()))
                })
            },
            TOO_MUCH,
        ),
        (
            "triples in triples",
            |s| {
                graph(s, |out| {
                    out.write_all(b"<urn:a> <urn:b> ")?;
                    out.write_all(&b"<<( <urn:a> <urn:b> ".repeat(1 << 18))?;
                    out.write_all(b"<urn:c> ")?;
                    out.write_all(&b")>> ".repeat(1 << 18))?;
                    out.write_all(b".\n")
                })
            },
            UNCLEAR,
        ),
    ];
    std::thread::scope(|scope| {
        for (what, serve, words) in cases {
            scope.spawn(move || {
                let target = format!("http://127.0.0.1:{}", Server::start(serve).port);
                let run = load(&target, &limits(words), false);
                assert!(run.code == DATABASE && run.err.contains(words), "{what}: {} {}", run.code, run.err);
            });
        }
    });
}

/// Speaks Bolt 5.4 up to the first query.
fn bolt(stream: TcpStream, hostile: impl Fn(&mut TcpStream) -> std::io::Result<()>) -> std::io::Result<()> {
    let mut out = stream;
    out.read_exact(&mut [0; 20])?;
    out.write_all(&[0, 0, 4, 5])?;
    // HELLO, of what the server is; LOGON.
    read_message(&mut out)?;
    out.write_all(&chunk(b"\xB1\x70\xA1\x86server\x8CNeo4j/5.26.0"))?;
    read_message(&mut out)?;
    out.write_all(&chunk(b"\xB1\x70\xA0"))?;
    read_message(&mut out)?;
    hostile(&mut out)
}

/// A message in one chunk.
fn chunk(content: &[u8]) -> Vec<u8> {
    [&(content.len() as u16).to_be_bytes()[..], content, &[0, 0]].concat()
}

fn read_message(stream: &mut TcpStream) -> std::io::Result<()> {
    loop {
        let mut length = [0; 2];
        stream.read_exact(&mut length)?;
        match u16::from_be_bytes(length) {
            0 => return Ok(()),
            length => stream.read_exact(&mut vec![0; usize::from(length)])?,
        }
    }
}

#[test]
fn hostile_servers_of_bolt_are_given_up() {
    const FIELDS: &[u8] = b"\xB1\x70\xA1\x86fields\x91\x81x";
    let cases: [(&str, Serve, &str); 11] = [
        ("junk", |mut s| for_ever(&mut s, b"junk"), "does not speak Bolt"),
        ("another version", |mut s| s.write_all(&[0, 0, 0, 3]), "does not speak Bolt"),
        ("no version", |mut s| s.write_all(&[0, 0, 0, 0]), "neither Bolt 5 nor Bolt 4.4"),
        (
            "a list of all",
            |s| {
                bolt(s, |out| {
                    out.write_all(b"\xFF\xFF\xB1\x70\xD6\xFF\xFF\xFF\xFF")?;
                    for_ever(out, b"\xC0")
                })
            },
            "",
        ),
        (
            "a list of lists",
            |s| {
                bolt(s, |out| {
                    out.write_all(&chunk(FIELDS))?;
                    out.write_all(b"\xFF\xFF\xB1\x71\xD6\xFF\xFF\xFF\xFF")?;
                    out.write_all(&[0x90; 65_528])?;
                    for _ in 0..10_000 {
                        out.write_all(b"\xFF\xFF")?;
                        out.write_all(&[0x90; 65_535])?;
                    }
                    Ok(())
                })
            },
            TOO_MUCH,
        ),
        (
            "rows without end",
            |s| {
                bolt(s, |out| {
                    out.write_all(&chunk(FIELDS))?;
                    for_ever(out, &chunk(b"\xB1\x71\x91\xC0"))
                })
            },
            TOO_MUCH,
        ),
        (
            "a text that is announced",
            |s| bolt(s, |out| out.write_all(&chunk(b"\xB1\x70\xD2\xFF\xFF\xFF\xFF"))),
            "",
        ),
        (
            "deep",
            |s| {
                bolt(s, |out| {
                    out.write_all(b"\xFF\xFF\xB1\x70")?;
                    for_ever(out, b"\x91")
                })
            },
            UNCLEAR,
        ),
        ("nothing, for ever", |s| bolt(s, |out| for_ever(out, b"\0\0")), LATE),
        (
            "a byte now and then",
            |s| {
                bolt(s, |out| {
                    out.write_all(b"\xFF\xFF\xB1\x70\xA1\xD1\xFF\xFF")?;
                    drip(out, b'x')
                })
            },
            LATE,
        ),
        (
            "a long refusal that repeats the password",
            |s| {
                bolt(s, |out| {
                    // A million times, in a text of six million bytes.
                    out.write_all(b"\0\x19\xB1\x7F\xA2\x84code\x83a.b\x87message\xD2\0\x5B\x8D\x80")?;
                    for _ in 0..1000 {
                        out.write_all(&6000_u16.to_be_bytes())?;
                        out.write_all(&b"s3cret".repeat(1000))?;
                    }
                    out.write_all(&[0, 0])?;
                    // What was sent with the query, RESET.
                    out.write_all(&chunk(b"\xB0\x7E"))?;
                    out.write_all(&chunk(b"\xB1\x70\xA0"))?;
                    std::io::copy(out, &mut std::io::sink()).map(drop)
                })
            },
            "",
        ),
    ];
    std::thread::scope(|scope| {
        for (what, serve, words) in cases {
            scope.spawn(move || {
                let target = format!("bolt://127.0.0.1:{}", Server::start(serve).port);
                let run = load(&target, &limits(words), true);
                assert!(run.code == DATABASE && run.err.contains(words), "{what}: {} {}", run.code, run.err);
                assert!(run.err.len() < 4_000, "{what}: it is long");
            });
        }
    });
}

#[test]
fn hostile_servers_of_redis_are_given_up() {
    fn redis(mut out: TcpStream, first: &[u8], then: &[u8]) -> std::io::Result<()> {
        out.read_exact(&mut [0; 8])?;
        out.write_all(first)?;
        if then.is_empty() { Ok(()) } else { for_ever(&mut out, then) }
    }
    let cases: [(&str, Serve, &str); 9] = [
        ("a text of two gigabytes", |s| redis(s, b"$2147483647\r\n", b"x"), TOO_MUCH),
        ("a list of all", |s| redis(s, b"*2147483647\r\n", b"*0\r\n"), TOO_MUCH),
        ("a list that never comes", |s| redis(s, b"*9223372036854775807\r\n", b""), ""),
        ("lists in lists", |s| redis(s, b"", b"*1\r\n"), "not Redis"),
        ("a line without end", |s| redis(s, b"+", b"x"), "not Redis"),
        ("junk", |s| redis(s, b"\0\xFF", b"junk"), "not Redis"),
        ("a text that is too short", |s| redis(s, b"$5\r\nabc", b""), ""),
        (
            "a byte now and then",
            |mut s| {
                s.write_all(b"+")?;
                drip(&mut s, b'x')
            },
            LATE,
        ),
        (
            "a refusal that repeats the password",
            |s| redis(s, b"-ERR s3cret \x1B[2J is wrong\r\n", b"x"),
            "DOSSIER_PASSWORD",
        ),
    ];
    std::thread::scope(|scope| {
        for (what, serve, words) in cases {
            scope.spawn(move || {
                let target = format!("redis://127.0.0.1:{}/g", Server::start(serve).port);
                let run = load(&target, &limits(words), true);
                assert!(run.code == DATABASE && run.err.contains(words), "{what}: {} {}", run.code, run.err);
                assert!(!run.err.contains('\u{1b}'), "{what}: {}", run.err);
            });
        }
    });
}

/// Asks for a password that is to be hashed four billion times (RFC 5802).
fn hash_for_ever(mut out: TcpStream) -> std::io::Result<()> {
    let mut buffer = [0; 4096];
    out.read(&mut buffer).map(drop)?;
    out.write_all(b"R\0\0\0\x17\0\0\0\x0ASCRAM-SHA-256\0\0")?;
    let length = out.read(&mut buffer)?;
    let first = String::from_utf8_lossy(&buffer[..length]).into_owned();
    let nonce = first.split_once("r=").map_or("", |(_, nonce)| nonce);
    let challenge = format!("r={nonce}x,s=QSXCR+Q6sek8bf92,i=4294967295");
    out.write_all(b"R")?;
    out.write_all(&(challenge.len() as u32 + 8).to_be_bytes())?;
    out.write_all(&[0, 0, 0, 11])?;
    out.write_all(challenge.as_bytes())?;
    out.read(&mut buffer).map(drop)
}

#[test]
fn hostile_servers_of_postgresql_are_given_up() {
    fn postgres(mut out: TcpStream, first: &[u8], then: &[u8]) -> std::io::Result<()> {
        out.read_exact(&mut [0; 8])?;
        out.write_all(first)?;
        if then.is_empty() { out.read(&mut [0; 64]).map(drop) } else { for_ever(&mut out, then) }
    }
    /// Takes the user as one that is known, and is ready.
    const READY: &[u8] = b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I";
    let cases: [(&str, Serve, &str); 8] = [
        ("a giant message", |s| postgres(s, b"E\x7F\xFF\xFF\xFF", b"x"), TOO_MUCH),
        ("a length below nothing", |s| postgres(s, b"E\xFF\xFF\xFF\xFF", b"x"), ""),
        ("junk", |s| postgres(s, b"HTTP/1.1 400 Bad Request\r\n\r\n", b"junk"), ""),
        ("settings without end", |s| postgres(s, b"R\0\0\0\x08\0\0\0\0", b"S\0\0\0\x08a\0b\0"), TOO_MUCH),
        ("notices without end", |s| postgres(s, READY, b"N\0\0\0\x12SX\0C00000\0Mx\0\0"), TOO_MUCH),
        (
            "a giant row",
            |s| {
                let mut s = s;
                s.read_exact(&mut [0; 8])?;
                s.write_all(READY)?;
                std::thread::sleep(DRIP);
                s.write_all(b"1\0\0\0\x04D\x7F\xFF\xFF\xFF")?;
                for_ever(&mut s, b"x")
            },
            TOO_MUCH,
        ),
        (
            "a byte now and then",
            |mut s| {
                s.write_all(b"E\0\0\xFF\xFF")?;
                drip(&mut s, b'x')
            },
            LATE,
        ),
        ("hash it four billion times", hash_for_ever, UNCLEAR),
    ];
    std::thread::scope(|scope| {
        for (what, serve, words) in cases {
            scope.spawn(move || {
                let target = format!("postgres://127.0.0.1:{}/g", Server::start(serve).port);
                let run = load(&target, &limits(words), true);
                assert!(run.code == DATABASE && run.err.contains(words), "{what}: {} {}", run.code, run.err);
            });
        }
    });
}

#[test]
fn passwords_go_to_other_machines_over_tls_only() {
    // To this machine by a number that is no loopback address.
    for (scheme, better) in [
        ("http", "https://"),
        ("bolt", "bolt+s://"),
        ("neo4j", "neo4j+s://"),
        ("redis", "rediss://"),
        ("postgres", "sslmode=require"),
    ] {
        let server = Server::start(|mut stream| stream.read(&mut [0; 64]).map(drop));
        let path = if scheme == "postgres" { "g?sslmode=disable" } else { "g" };
        let target = format!("{scheme}://0.0.0.0:{}/{path}", server.port);
        let refused = load(&target, &[], true);
        assert_eq!((refused.code, server.visits()), (USAGE, 0), "{}", refused.err);
        assert!(refused.err.contains(better) && refused.err.contains("--insecure"), "{}", refused.err);

        let allowed = load(&target, &["--insecure", "--timeout", "1"], true);
        assert!(allowed.code == DATABASE && server.visits() > 0, "{scheme}: {}", allowed.err);
        assert!(allowed.err.contains("the password and the graph are sent unencrypted"), "{}", allowed.err);
        let nobody = load(&target, &["--timeout", "1"], false);
        assert_eq!(nobody.code, DATABASE, "{}", nobody.err);
        assert!(nobody.err.contains("the graph is sent unencrypted"), "{}", nobody.err);
    }
}

#[test]
fn the_warning_comes_before_anything_is_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let run = load(&format!("http://0.0.0.0:{port}/ds"), &["--insecure", "--timeout", "1"], true);
    let warned = run.err.find("unencrypted").unwrap();
    assert!(run.code == DATABASE && warned < run.err.find("connection refused").unwrap(), "{}", run.err);
}

#[test]
fn nobody_sends_a_password_elsewhere() {
    // A redirect, to the same server for ever and to another one.
    let other = Server::start(|mut stream| stream.read(&mut [0; 64]).map(drop));
    let to = format!(
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{}/\r\ncontent-length: 0\r\n\r\n",
        other.port
    );
    let to: &'static str = to.leak();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut out = stream;
            while request(&mut reader).is_ok() && out.write_all(to.as_bytes()).is_ok() {}
        }
    });
    let run = load(&format!("http://127.0.0.1:{port}"), &["--profile", "generic"], true);
    assert!(run.code == DATABASE && run.err.contains("use this address"), "{}", run.err);
    assert_eq!(other.visits(), 0);

    // A server of Neo4j that says that another one takes writes.
    let cluster = Server::start(|s| {
        bolt(s, |out| {
            let table = b"\xB1\x70\xA1\x82rt\xA1\x87servers\x91\xA2\x84role\x85WRITE\x89addresses\x91\x8C0.0.0.0:7687";
            out.write_all(&chunk(table))?;
            out.read(&mut [0; 64]).map(drop)
        })
    });
    let target = format!("neo4j://127.0.0.1:{}", cluster.port);
    for (with_password, what) in [(true, "the password"), (false, "the graph")] {
        let run = load(&target, &[], with_password);
        let words = format!("the server redirects to 0.0.0.0, to which {what} would be sent unencrypted");
        assert!(run.code == USAGE && run.err.contains(&words), "{} {}", run.code, run.err);
        assert!(run.err.contains("neo4j+s://") && run.err.contains("--insecure"), "{}", run.err);
        let allowed = load(&target, &["--insecure", "--timeout", "1"], with_password);
        assert!(allowed.code == DATABASE && !allowed.err.contains("redirects"), "{}", allowed.err);
    }
}

#[test]
fn passwords_in_addresses_are_refused_and_never_repeated() {
    for target in [
        "http://dora:s3cret@localhost/ds",
        "bolt://dora:s3cret@localhost",
        "http://dora:s3cret%40localhost/ds",
        "redis://:s3cret@localhost/g",
        "postgres://localhost/g?password=s3cret",
        "http://dora:s3cret@/",
        "http://dora:s3cret@local host/",
    ] {
        let run = load(target, &[], false);
        assert_eq!(run.code, USAGE, "{target}: {}", run.err);
    }
}
