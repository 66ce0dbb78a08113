//! The rounds: every contestant runs every case once a round, in an order that changes.

use std::rc::Rc;
use std::time::Instant;

use crate::report::{Figures, Row};
use crate::{Options, Outcome, contestants, cpu, load, report, upstream};

/// Runs all rounds and prints the table; whether every ratio is at or under what it must be.
pub(crate) async fn run(options: &Options) -> Outcome<bool> {
    cpu::pin_self(0);
    let scratch = contestants::Scratch::new()?;
    upstream::start(options.upstream_port, options.sleeping_peers).await?;
    let contestants = contestants::all(options, &scratch.0).await?;
    let loads: Vec<_> = options.cases.iter().map(|case| Rc::new(case.load())).collect();
    let mut samples = vec![vec![Vec::new(); contestants.len()]; loads.len()];
    let mut alone = vec![Vec::new(); loads.len()];
    let mut order: Vec<usize> = (0..contestants.len()).collect();
    let mut seed = 0x9E37_79B9_7F4A_7C15;
    // Round 0 opens pools and warms caches, and does not count.
    for round in 0..=options.rounds {
        for (case, load) in loads.iter().enumerate() {
            shuffle(&mut order, &mut seed);
            let began = Instant::now();
            load::send(options.upstream_port, load, load.requests, load.connections).await?;
            if round > 0 {
                alone[case].push(began.elapsed().as_secs_f64() * 1e6 / load.requests as f64);
            }
            for &which in &order {
                let contestant = &contestants[which];
                let named = |error| format!("{}, case {}: {error}", contestant.name, options.cases[case].letter());
                let before = cpu::spent(contestant.child.id())?;
                load::send(contestant.port, load, load.requests, load.connections).await.map_err(named)?;
                let spent = cpu::spent(contestant.child.id())? - before;
                if round > 0 {
                    samples[case][which].push(spent as f64 / 1000.0 / load.requests as f64);
                }
            }
        }
        eprint!("\rround {round} of {}", options.rounds);
    }
    eprintln!();
    let names: Vec<_> = contestants.iter().map(|contestant| contestant.name).collect();
    let rows: Vec<_> = options
        .cases
        .iter()
        .zip(samples.into_iter().zip(alone))
        .filter_map(|(&case, (columns, alone))| {
            let figures = columns.into_iter().filter_map(Figures::of).collect();
            Some(Row { case, figures, alone: Figures::of(alone)?.p25 })
        })
        .collect();
    report::print(&names, &rows);
    if let Some(file) = &options.json {
        std::fs::write(file, report::json(&names, &rows, options.rounds))?;
    }
    let ratios: Vec<_> = rows.iter().flat_map(|row| report::ratios(&names, row)).collect();
    let missing = (rows.len() * report::PEERS.len()).saturating_sub(ratios.len());
    if missing > 0 {
        eprintln!("bench: {missing} ratios are missing");
    }
    Ok(ratios.iter().all(report::Ratio::met) && (missing == 0 || options.allow_missing))
}

/// Fisher and Yates' shuffle over a xorshift generator: the order must change, not be unpredictable.
fn shuffle(order: &mut [usize], seed: &mut u64) {
    for last in (1..order.len()).rev() {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        order.swap(last, (*seed % (last as u64 + 1)) as usize);
    }
}
