//! The wire under the data plane: a listener that can be closed and reopened, and connections that can be cut.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Accepts connections, except while refusing: then the port is closed, as if nobody had ever listened.
#[derive(Debug)]
pub(crate) struct Door {
    address: SocketAddr,
    listener: Option<TcpListener>,
    refusing: watch::Receiver<bool>,
}

impl Door {
    pub(crate) fn new(listener: TcpListener, address: SocketAddr, refusing: watch::Receiver<bool>) -> Self {
        Self { address, listener: Some(listener), refusing }
    }

    async fn reopened(&mut self) -> TcpListener {
        loop {
            // The sender lives as long as the server; when it is gone, nothing will be accepted any more.
            if self.refusing.wait_for(|refusing| !refusing).await.is_err() {
                std::future::pending::<()>().await;
            }
            match TcpListener::bind(self.address).await {
                Ok(listener) => return listener,
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }
}

async fn until_refusing(refusing: &mut watch::Receiver<bool>) {
    if refusing.wait_for(|refusing| *refusing).await.is_err() {
        std::future::pending().await
    }
}

impl Listener for Door {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        loop {
            let listener = match self.listener.take() {
                Some(listener) => listener,
                None => self.reopened().await,
            };
            tokio::select! {
                accepted = listener.accept() => {
                    self.listener = Some(listener);
                    match accepted {
                        Ok((stream, peer)) => return (Line::new(stream), peer),
                        Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                    }
                }
                // Falls out of scope, which closes the port.
                () = until_refusing(&mut self.refusing) => drop(listener),
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// One connection, and the knife to it.
#[derive(Debug)]
pub(crate) struct Line {
    stream: TcpStream,
    knife: Knife,
}

/// Cuts its connection: nothing more is written, and the peer sees a reset.
#[derive(Debug, Clone, Default)]
pub(crate) struct Knife(Arc<AtomicBool>);

impl Knife {
    pub(crate) fn cut(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn has_cut(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

impl Line {
    fn new(stream: TcpStream) -> Self {
        // Without this a small answer may wait for an acknowledgement; a failure costs speed only.
        let _ = stream.set_nodelay(true);
        Self { stream, knife: Knife::default() }
    }

    fn refusal(&self) -> Option<io::Error> {
        self.knife.has_cut().then(|| {
            // A close with nothing lingering is a reset on the other side; if it cannot be set, a plain close will do.
            let _ = self.stream.set_zero_linger();
            io::Error::from(io::ErrorKind::ConnectionReset)
        })
    }
}

impl Connected<IncomingStream<'_, Door>> for Knife {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.io().knife.clone()
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if let Some(cut) = self.refusal() {
            return Poll::Ready(Err(cut));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
