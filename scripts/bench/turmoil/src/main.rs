//! The echo of `npm run bench -- echo` in turmoil: so many connections at once, each with one message on its
//! way, 1 ms of latency, turmoil's tick of 1 ms. Prints messages per second, there and back counted.
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use turmoil::net::{TcpListener, TcpStream};
use turmoil::Builder;

const ECHOES: u64 = 60_000;
const LANES: u64 = 64;
const PORT: u16 = 1;
const ROUNDS: usize = 3;
const LATENCY: Duration = Duration::from_millis(1);

fn main() -> turmoil::Result {
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mut sim = Builder::new()
            .simulation_duration(Duration::from_secs(100_000))
            .min_message_latency(LATENCY)
            .max_message_latency(LATENCY)
            .build();
        sim.host("server", || async {
            let listener = TcpListener::bind(("0.0.0.0", PORT)).await?;
            loop {
                let (stream, _) = listener.accept().await?;
                tokio::spawn(send_back(stream));
            }
        });
        sim.client("client", async {
            let lanes: Vec<_> = (0..LANES).map(|_| tokio::spawn(ask())).collect();
            for lane in lanes {
                lane.await??;
            }
            Ok(())
        });
        sim.run()?;
        let messages = 2 * (ECHOES / LANES) * LANES;
        println!("{:.0} messages/s", messages as f64 / start.elapsed().as_secs_f64());
    }
    Ok(())
}

async fn send_back(mut stream: TcpStream) {
    let mut bytes = [0u8; 8];
    while stream.read_exact(&mut bytes).await.is_ok() {
        if stream.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

async fn ask() -> std::io::Result<()> {
    let mut stream = TcpStream::connect(("server", PORT)).await?;
    let mut bytes = [0u8; 8];
    for place in 0..ECHOES / LANES {
        stream.write_all(&place.to_be_bytes()).await?;
        stream.read_exact(&mut bytes).await?;
    }
    Ok(())
}
