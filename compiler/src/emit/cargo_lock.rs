//! `Cargo.lock` of an emitted crate: the versions that the compiler was tested with, of the packages that its runtime's features
//! need. Cargo locks what is compiled, no more, so each feature has a lock file here and a crate with several gets their union.

use std::collections::{BTreeMap, BTreeSet};

use crate::gateway::{Gateway, Origin, Runtime};

use super::{Files, manifest};

/// The lock file of a crate called `gateway` without features, as cargo writes it; `cargo xtask lock` makes it and the
/// others anew.
const LOCK: &str = include_str!("../../../templates/Cargo.lock");

/// The same for a crate whose runtime has one feature.
const FEATURES: [(&str, &str); 3] = [
    ("bpe", include_str!("../../../templates/Cargo.bpe.lock")),
    ("redis", include_str!("../../../templates/Cargo.redis.lock")),
    ("otel", include_str!("../../../templates/Cargo.otel.lock")),
];

/// The packages of a lock file by name and version, as cargo sorts them.
type Packages<'l> = BTreeMap<Identity<'l>, Package<'l>>;

type Identity<'l> = (&'l str, &'l str);

#[derive(Debug, Default, PartialEq)]
struct Package<'l> {
    /// Where it comes from, and its digest.
    origin: Vec<&'l str>,
    dependencies: BTreeSet<Identity<'l>>,
}

/// The lock file, to be written where there is none. None for a runtime from elsewhere, whose dependencies are not known
/// here.
#[must_use]
pub fn cargo_lock(gateway: &Gateway) -> Files {
    if !matches!(gateway.runtime, Runtime::Vendored | Runtime::From(Origin::Path(_))) {
        return Files::new();
    }
    let features = manifest::features(gateway);
    let locks = FEATURES.iter().filter_map(|(feature, lock)| features.contains(feature).then_some(*lock));
    let mut packages = union(std::iter::once(LOCK).chain(locks));
    // Cargo sorts packages by name, and calls a file that isn't sorted out of date.
    let own = packages.extract_if(.., |identity, _| identity.0 == "gateway").next();
    packages.extend(own.map(|((_, version), package)| ((gateway.name.as_str(), version), package)));
    let head = LOCK.split("\n[[package]]\n").next().unwrap_or_default();
    Files::from([("Cargo.lock".to_owned(), format!("{head}{}", text(&packages)))])
}

/// All packages of several lock files, each with the dependencies that any of them gives it.
fn union<'l>(locks: impl Iterator<Item = &'l str>) -> Packages<'l> {
    let mut union = Packages::new();
    for (identity, package) in locks.flat_map(read) {
        let known = union.entry(identity).or_default();
        known.origin = package.origin;
        known.dependencies.extend(package.dependencies);
    }
    union
}

fn read(lock: &str) -> Packages<'_> {
    let sections = || lock.split("\n[[package]]\n").skip(1);
    let identities: Vec<Identity<'_>> =
        sections().map(|section| (value(section, "name"), value(section, "version"))).collect();
    // A dependency is written with its version only where the file has several.
    let identity = |line: &'_ str| -> Option<Identity<'_>> {
        let mut words = line.trim_matches([' ', '"', ',']).split(' ');
        let (name, version) = (words.next()?, words.next());
        identities.iter().find(|known| known.0 == name && version.is_none_or(|version| known.1 == version)).copied()
    };
    let package = |section| {
        let lines = str::lines(section);
        let origin = lines.clone().filter(|line| line.starts_with("source") || line.starts_with("checksum")).collect();
        let dependencies = lines.filter(|line| line.starts_with(" \"")).filter_map(identity).collect();
        Package { origin, dependencies }
    };
    identities.iter().copied().zip(sections().map(package)).collect()
}

/// The value of a line `key = "value"`.
fn value<'l>(section: &'l str, key: &str) -> &'l str {
    let of = |line: &'l str| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"');
    section.lines().find_map(of).unwrap_or_default()
}

fn text(packages: &Packages<'_>) -> String {
    let several = |name: &str| packages.keys().filter(|identity| identity.0 == name).count() > 1;
    let dependency = |(name, version): &Identity<'_>| match several(name) {
        true => format!(" \"{name} {version}\",\n"),
        false => format!(" \"{name}\",\n"),
    };
    let package = |((name, version), package): (&Identity<'_>, &Package<'_>)| {
        let mut text = format!("\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n");
        package.origin.iter().for_each(|line| text.extend([line, "\n"]));
        if !package.dependencies.is_empty() {
            let dependencies: String = package.dependencies.iter().map(dependency).collect();
            text.extend(["dependencies = [\n", &dependencies, "]\n"]);
        }
        text
    };
    packages.iter().map(package).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_as_it_was() {
        for lock in [LOCK].into_iter().chain(FEATURES.map(|(_, lock)| lock)) {
            // The crate's own place among them is that of another name.
            let sections = |lock: &str| -> BTreeSet<String> {
                lock.split("\n[[package]]\n").skip(1).map(|section| section.trim_end().to_owned()).collect()
            };
            assert_eq!(sections(&text(&read(lock))), sections(lock));
            assert_eq!(union([LOCK, lock].into_iter()), read(lock), "what a feature needs comes to what all need");
        }
    }

    #[test]
    fn versions_stand_where_several_meet() {
        let one = "\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\n \"b\",\n]\n\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\n";
        let other = one.replace("name = \"b\"\nversion = \"1.0.0\"", "name = \"b\"\nversion = \"2.0.0\"");
        let both = text(&union([one, &other].into_iter()));
        assert!(both.contains(" \"b 1.0.0\",\n \"b 2.0.0\",\n"), "{both}");
    }
}
