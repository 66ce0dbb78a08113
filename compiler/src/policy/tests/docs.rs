//! The pages under `docs/policies`.

use std::fs;
use std::path::Path;

use crate::policy::docs::pages;

#[test]
fn docs_are_what_the_catalogue_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/policies");
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    if update {
        fs::create_dir_all(&folder).unwrap();
    }
    let pages = pages();
    for (name, text) in &pages {
        let path = folder.join(name);
        if update {
            fs::write(&path, text).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(found == *text, "{} is not what the catalogue says; UPDATE_EXPECT=1 writes it", path.display());
        assert!(text.lines().count() > 5, "{name}");
    }
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(pages.iter().any(|(page, _)| *page == name), "{name} is the page of no policy");
    }
}
