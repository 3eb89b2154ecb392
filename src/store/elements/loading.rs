//! A load into a property-graph database: plan, batches, proof. The graph is the only place that holds what is sent.

use super::batches::{Batches, Most};
use super::change::{Change, Row};
use super::compare::{Comparison, compare};
use super::keeps::Keeps;
use super::lowered::Lowered;
use super::source::Elements;
use super::wanted::Wanted;
use crate::export::Losses;
use crate::store::{Count, Load, Plan, StoreError};

/// A load that was planned.
pub(in crate::store) struct Loading {
    wanted: Wanted,
    /// What came of the comparison, until it is done.
    comparison: Option<Comparison>,
    batches: Batches,
    /// Whether there are batches.
    sends: bool,
    /// The batch that is being done.
    batch: Option<(Change, Vec<Row>)>,
}

impl Loading {
    /// Compares what is wanted with what a database holds, and plans batches. The plan has these alone.
    ///
    /// # Errors
    /// [`StoreError::Usage`] if names of the ontology collide, [`StoreError::Value`] where a text cannot be stored,
    /// [`StoreError::Conflict`] if something that no dossier loaded has a key, or if another dossier of the same name says.
    pub(in crate::store) fn plan(
        load: &Load<'_>,
        keeps: &Keeps,
        store: &mut dyn Elements,
        most: Most,
    ) -> Result<(Loading, Plan), StoreError> {
        let (wanted, losses) = (Wanted::of(load, keeps)?, Losses::default());
        let lowered = Lowered::new(&wanted, load.elements()?, &losses);
        let comparison = compare(&lowered, store, load.prune)?;
        let mut plan = Plan {
            tallies: vec![comparison.nodes.clone(), comparison.edges.clone()],
            stale: comparison.stale(),
            notices: wanted.names.notice.iter().cloned().chain(comparison.notices()).collect(),
            ..Plan::default()
        };
        let most = Most { rows: load.batch.unwrap_or(most.rows), ..most };
        let mut batches = Batches::new(most);
        while let Some((change, rows)) = batches.next(&lowered, &comparison)? {
            plan.steps.push(change.step(&rows));
        }
        drop(lowered);
        let (batches, sends) = (Batches::new(most), !plan.steps.is_empty());
        Ok((Loading { wanted, comparison: Some(comparison), batches, sends, batch: None }, plan))
    }

    /// Does the next batch of the plan; it stays the next one until it has succeeded.
    ///
    /// # Errors
    /// Those of what does it.
    pub(in crate::store) fn step(
        &mut self,
        load: &Load<'_>,
        act: impl FnOnce(&Change, &[Row]) -> Result<u64, StoreError>,
    ) -> Result<u64, StoreError> {
        if self.batch.is_none()
            && let Some(comparison) = &self.comparison
        {
            let losses = Losses::default();
            let lowered = Lowered::new(&self.wanted, load.elements()?, &losses);
            self.batch = self.batches.next(&lowered, comparison)?;
        }
        let Some((change, rows)) = &self.batch else { return Ok(0) };
        let done = act(change, rows)?;
        self.batch = None;
        Ok(done)
    }

    /// The found next to the expected numbers, after loading.
    ///
    /// # Errors
    /// Those of the comparison.
    pub(in crate::store) fn verify(
        &mut self,
        load: &Load<'_>,
        store: &mut dyn Elements,
    ) -> Result<Vec<Count>, StoreError> {
        // Where nothing was sent, what was compared is what there is.
        if let Some(comparison) = self.comparison.take().filter(|_| !self.sends) {
            return Ok(comparison.proof(load.prune));
        }
        let losses = Losses::default();
        let lowered = Lowered::new(&self.wanted, load.elements()?, &losses);
        Ok(compare(&lowered, store, load.prune)?.proof(load.prune))
    }

    /// The labels, the types of edges and the names of properties.
    #[cfg(feature = "postgres")]
    pub(in crate::store) fn names(&self) -> impl Iterator<Item = &str> {
        let Wanted { labels, kinds, names, .. } = &self.wanted;
        let labels = labels.iter().flat_map(|labels| labels.iter());
        let columns = names.of_vertices.iter().chain(&names.of_edges);
        labels.chain(kinds).chain(columns).map(|name| &**name)
    }
}
