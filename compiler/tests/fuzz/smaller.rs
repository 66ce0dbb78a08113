//! What was found, made as small as a minute allows.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::input::{self, Target};
use super::tree::Tree;
use super::worker::{Finding, once};

/// Saves the reproducer of a finding; gives its path.
pub(crate) fn saved(target: Target, finding: &Finding) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz-findings");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{}-{}.{}", target.name(), finding.seed, target.extension()));
    let tree = input::of(target, finding.seed);
    fs::write(&path, input::text(target, finding.seed, &tree)).unwrap();
    // The kind of finding: numbers and names in it may change.
    let kind = |what: &str| what.chars().filter(|c| c.is_alphabetic()).take(30).collect::<String>();
    let wanted = kind(&finding.what);
    let still = |tree: &Tree| {
        let trial = path.with_extension("trial");
        fs::write(&trial, input::text(target, finding.seed, tree)).unwrap();
        let same = once(target, &trial).is_some_and(|what| kind(&what) == wanted);
        let _ = fs::remove_file(&trial);
        same
    };
    let smallest = smallest(tree, still, Instant::now() + Duration::from_secs(60));
    fs::write(&path, input::text(target, finding.seed, &smallest)).unwrap();
    path
}

/// Takes children away, the large ones first, as long as the finding stays.
fn smallest(mut tree: Tree, still: impl Fn(&Tree) -> bool, end: Instant) -> Tree {
    loop {
        let mut places: Vec<(usize, usize)> = (1..tree.size()).map(|at| (tree.nth(at).size(), at)).collect();
        places.sort_unstable_by_key(|(size, at)| (std::cmp::Reverse(*size), *at));
        let mut changed = false;
        for (_, at) in places {
            if Instant::now() > end {
                return tree;
            }
            let mut trial = tree.clone();
            take(&mut trial, at);
            if trial.size() < tree.size() && still(&trial) {
                tree = trial;
                changed = true;
                break;
            }
        }
        if !changed {
            return tree;
        }
    }
}

/// Takes value number `at` out of what holds it.
fn take(tree: &mut Tree, at: usize) {
    let mut rest = at - 1;
    let sizes: Vec<usize> = match tree {
        Tree::Leaf(_) => return,
        Tree::Array(items) => items.iter().map(Tree::size).collect(),
        Tree::Object(members) => members.iter().map(|(_, value)| value.size()).collect(),
    };
    for (index, size) in sizes.into_iter().enumerate() {
        if rest >= size {
            rest -= size;
            continue;
        }
        match tree {
            Tree::Leaf(_) => {}
            Tree::Array(items) if rest == 0 => drop(items.remove(index)),
            Tree::Object(members) if rest == 0 => drop(members.remove(index)),
            Tree::Array(items) => take(&mut items[index], rest),
            Tree::Object(members) => take(&mut members[index].1, rest),
        }
        return;
    }
}
