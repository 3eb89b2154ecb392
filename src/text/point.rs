//! Points in space, as Neo4j and as GeoSPARQL write them.

use super::Decimal;

/// The datatype of points in RDF (OGC GeoSPARQL 1.1, section 8.5.1).
pub(crate) const WKT_LITERAL: &str = "http://www.opengis.net/ont/geosparql#wktLiteral";

/// How the reference system of a plane or a space without a place on Earth begins in a literal.
const CARTESIAN: &str = "<urn:neo4j:crs:cartesian> ";

/// A point: a longitude and a latitude in degrees, or two coordinates of a plane, with or without a height.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    is_on_earth: bool,
    /// Two or three numbers: the longitude or x, the latitude or y, the height or z.
    coordinates: Vec<String>,
}

impl Point {
    /// Reads a map as Neo4j writes it (Neo4j Operations Manual, "Import", "Point"): `{latitude:1.5, longitude:2}`,
    /// `{x:1, y:2, crs:'cartesian'}`. `system` is the reference system of points that name none.
    pub(crate) fn of_map(text: &str, system: Option<&str>) -> Option<Point> {
        let inside = text.trim().strip_prefix('{')?.strip_suffix('}')?;
        let (mut found, mut named) = ([None, None, None], system.map(str::to_ascii_lowercase));
        let mut is_on_earth = false;
        for entry in inside.split(',') {
            let (key, value) = entry.split_once(':')?;
            let bare = |text: &str| text.trim().trim_matches(['\'', '"']).to_ascii_lowercase();
            let (key, value) = (bare(key), bare(value));
            let place = match key.as_str() {
                "longitude" | "x" => 0,
                "latitude" | "y" => 1,
                "height" | "z" => 2,
                "crs" | "srid" => {
                    named = Some(value);
                    continue;
                }
                _ => return None,
            };
            is_on_earth |= key.len() > 1;
            if !is_number(&value) || found.get_mut(place)?.replace(value).is_some() {
                return None;
            }
        }
        let is_on_earth = match named.as_deref() {
            None => is_on_earth,
            Some("wgs-84" | "wgs-84-3d" | "4326" | "4979") => true,
            Some("cartesian" | "cartesian-3d" | "7203" | "9157") => false,
            Some(_) => return None,
        };
        let [first, second, third] = found;
        Some(Point { is_on_earth, coordinates: [first?, second?].into_iter().chain(third).collect() })
    }

    /// Reads a literal of GeoSPARQL: `POINT(2 1.5)`, `POINT Z(2 1.5 10)`.
    pub(crate) fn of_wkt(text: &str) -> Option<Point> {
        let bare = text.strip_prefix(CARTESIAN);
        let is_on_earth = bare.is_none();
        let words = bare.unwrap_or(text).strip_prefix("POINT")?.trim_start();
        let (words, count) = match words.strip_prefix('Z') {
            Some(words) => (words.trim_start(), 3),
            None => (words, 2),
        };
        let inside = words.strip_prefix('(')?.strip_suffix(')')?;
        let coordinates: Vec<String> = inside.split_ascii_whitespace().map(str::to_owned).collect();
        let is_whole = coordinates.len() == count && coordinates.iter().all(|number| is_number(number));
        is_whole.then_some(Point { is_on_earth, coordinates })
    }

    /// The literal of GeoSPARQL.
    pub(crate) fn to_wkt(&self) -> String {
        let system = if self.is_on_earth { "" } else { CARTESIAN };
        let height = if self.coordinates.len() == 3 { " Z" } else { "" };
        format!("{system}POINT{height}({})", self.coordinates.join(" "))
    }

    /// The names of the coordinates in a map of Neo4j, and the coordinates.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let names = if self.is_on_earth { ["longitude", "latitude", "height"] } else { ["x", "y", "z"] };
        names.into_iter().zip(self.coordinates.iter().map(String::as_str))
    }
}

/// Whether a text is a number that databases read: digits, perhaps a sign, a fraction and an exponent.
fn is_number(text: &str) -> bool {
    text.is_ascii() && Decimal::new(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_the_same_in_both_forms() {
        for (map, wkt) in [
            ("{latitude:1.0,longitude:2.0}", Some("POINT(2.0 1.0)")),
            ("{ longitude: -2, latitude: 1, height: 30 }", Some("POINT Z(-2 1 30)")),
            ("{x: 1.5, y: 2, crs: 'cartesian'}", Some("<urn:neo4j:crs:cartesian> POINT(1.5 2)")),
            ("{x: 1.5, y: 2, z: 3e2}", Some("<urn:neo4j:crs:cartesian> POINT Z(1.5 2 3e2)")),
            ("{\"x\": 13.4, \"y\": 52.5, \"crs\": \"wgs-84\"}", Some("POINT(13.4 52.5)")),
            ("{x: 13.4, y: 52.5, srid: 4326}", Some("POINT(13.4 52.5)")),
            ("{x: 1}", None),
            ("{x: 1, y: two}", None),
            ("{x: 1, y: 2, x: 3}", None),
            ("{x: 1, y: 2, crs: moon}", None),
            ("", None),
        ] {
            let point = Point::of_map(map, None);
            assert_eq!(point.as_ref().map(Point::to_wkt).as_deref(), wkt, "{map}");
            assert_eq!(wkt.and_then(Point::of_wkt), point);
        }
        assert_eq!(Point::of_map("{x:1,y:2}", Some("WGS-84")).unwrap().to_wkt(), "POINT(1 2)");
        for bad in ["POINT(1)", "POINT(1 2 3)", "POINT Z(1 2)", "LINESTRING(1 2)", "POINT(1 b)", "POINT"] {
            assert_eq!(Point::of_wkt(bad), None, "{bad}");
        }
    }
}
