//! Floor 6: pictures. Layouts that make scenes of graphs, and what makes files of scenes.
