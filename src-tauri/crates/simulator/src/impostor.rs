//! A server with a certificate that nobody vouches for. A careful client breaks off before it sends one byte; whoever
//! goes on is found among the violations.

use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::Error;
use crate::authority;
use crate::data_plane::Plane;

/// Until the simulator closes.
pub(crate) async fn serve(listener: TcpListener, acceptor: TlsAcceptor, plane: Arc<Plane>) {
    loop {
        tokio::select! {
            () = plane.until_closing() => return,
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    tokio::spawn(greet(stream, acceptor.clone(), Arc::clone(&plane)));
                }
            }
        }
    }
}

pub(crate) fn acceptor(plane: &Plane) -> Result<TlsAcceptor, Error> {
    let gateway = &plane.gateway;
    let (certificate, key) = authority::impostor(&gateway.dice, gateway.clock.now())?;
    let key = PrivateKeyDer::try_from(key).expect("a PKCS#8 key is one");
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            builder.with_no_client_auth().with_single_cert(vec![CertificateDer::from(certificate)], key)
        })
        .expect("a certificate and its own key make a server");
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// The handshake ends well only where the client accepts the certificate.
async fn greet(stream: TcpStream, acceptor: TlsAcceptor, plane: Arc<Plane>) {
    let handshake = tokio::select! {
        () = plane.until_closing() => return,
        handshake = acceptor.accept(stream) => handshake,
    };
    // Held until the note is written: then it is there when the client sees the end.
    if let Ok(_trusting) = handshake {
        let detail = "a TLS connection was made on a certificate that nobody vouches for";
        // A full disk costs the note.
        let _ = plane.gateway.note("trusted_impostor", "", detail, plane.gateway.clock.now());
    }
}
