//! Undirected graphs as lists of edges, and their matrices.

use crate::scalar::OrderedField;
use crate::value::{Entries, Show};
use nalgebra::DMatrix;

/// An undirected graph without loops: pairs of different nodes out of `0..nodes`. Parallel edges
/// are possible; a graph without them is [simple](Self::is_simple).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// How many nodes there are.
    pub nodes: usize,
    /// The two ends of each edge.
    pub edges: Vec<(usize, usize)>,
}

impl Show for Graph {
    /// Labels count from one, as in the figures: `3 nodes, edges 1-2 2-3`.
    fn show(&self) -> String {
        let edges: Vec<String> = self.edges.iter().map(|(m, n)| format!("{}-{}", m + 1, n + 1)).collect();
        format!("{} nodes, edges {}", self.nodes, edges.join(" "))
    }

    fn visit(&self, entries: &mut Entries) {
        entries.parts(|entries| {
            self.nodes.visit(entries);
            self.edges.visit(entries);
        });
    }
}

impl Graph {
    /// A graph from the labels of a figure, which count from one.
    ///
    /// # Panics
    ///
    /// Panics if a label is no node, or if an edge is a loop.
    pub fn drawn(nodes: usize, edges: &[(usize, usize)]) -> Self {
        let of_label = |&(m, n): &(usize, usize)| {
            let labels = 1..=nodes;
            assert!(
                labels.contains(&m) && labels.contains(&n) && m != n,
                "the edge {m}-{n} does not join two of the nodes 1 to {nodes}"
            );
            (m - 1, n - 1)
        };
        Self { nodes, edges: edges.iter().map(of_label).collect() }
    }

    /// The graph that has an edge wherever the upper triangle of `adjacency` is not zero, column by
    /// column.
    pub fn of_adjacency<T: OrderedField>(adjacency: &DMatrix<T>) -> Self {
        let nodes = adjacency.nrows();
        let pairs = (0..nodes).flat_map(|n| (0..n).map(move |m| (m, n)));
        Self { nodes, edges: pairs.filter(|&pair| !adjacency[pair].is_zero()).collect() }
    }

    /// No two nodes are joined twice.
    pub fn is_simple(&self) -> bool {
        let mut pairs: Vec<(usize, usize)> =
            self.edges.iter().map(|&(m, n)| (m.min(n), m.max(n))).collect();
        pairs.sort_unstable();
        pairs.windows(2).all(|pair| pair[0] != pair[1])
    }

    /// Whether an edge joins `m` and `n`.
    pub fn joins(&self, m: usize, n: usize) -> bool {
        self.edges.iter().any(|&edge| edge == (m, n) || edge == (n, m))
    }

    /// `ne[n]`: the nodes that an edge joins with `n`, in rising order.
    pub fn neighbours(&self, n: usize) -> Vec<usize> {
        (0..self.nodes).filter(|&m| self.joins(m, n)).collect()
    }

    /// `nee[n]`: the edges that end at node `n`, in rising order.
    pub fn edges_at(&self, n: usize) -> Vec<usize> {
        let ends_here = |&edge: &usize| self.edges[edge].0 == n || self.edges[edge].1 == n;
        (0..self.edges.len()).filter(ends_here).collect()
    }

    /// The adjacency matrix `A`, `N × N`: how many edges join two nodes.
    pub fn adjacency<T: OrderedField>(&self) -> DMatrix<T> {
        let mut adjacency = DMatrix::zeros(self.nodes, self.nodes);
        for &(m, n) in &self.edges {
            adjacency[(m, n)] += T::one();
            adjacency[(n, m)] += T::one();
        }
        adjacency
    }

    /// The incidence matrix `B`, `N × |E|`: one where the edge of the column ends at the node of the
    /// row.
    pub fn incidence<T: OrderedField>(&self) -> DMatrix<T> {
        let mut incidence = DMatrix::zeros(self.nodes, self.edges.len());
        for (edge, &(m, n)) in self.edges.iter().enumerate() {
            incidence[(m, edge)] = T::one();
            incidence[(n, edge)] = T::one();
        }
        incidence
    }

    /// The edge graph: a node for each edge, joined if the edges share an end.
    pub fn edge_graph(&self) -> Self {
        let share = |&(e, f): &(usize, usize)| {
            let ((a, b), (c, d)) = (self.edges[e], self.edges[f]);
            a == c || a == d || b == c || b == d
        };
        let pairs = (0..self.edges.len()).flat_map(|f| (0..f).map(move |e| (e, f)));
        Self { nodes: self.edges.len(), edges: pairs.filter(share).collect() }
    }

    /// The same graph with other labels: its node `j` is node `nodes[j]` of this one, and its edge `k`
    /// is edge `edges[k]`.
    ///
    /// # Panics
    ///
    /// Panics if `nodes` leaves out a node, or `edges` names one that does not exist.
    pub fn relabelled(&self, nodes: &[usize], edges: &[usize]) -> Self {
        let new = |old: usize| {
            let label = nodes.iter().position(|&node| node == old);
            label.unwrap_or_else(|| panic!("{nodes:?} leaves out node {old} of {}", self.nodes))
        };
        let edges = edges.iter().map(|&edge| self.edges[edge]).map(|(m, n)| (new(m), new(n)));
        Self { nodes: self.nodes, edges: edges.collect() }
    }

    /// How many walks of `steps` steps lead from one node to another, counted one by one.
    pub fn walks(&self, from: usize, to: usize, steps: usize) -> usize {
        if steps == 0 {
            return usize::from(from == to);
        }
        let ends = self.edges.iter().flat_map(|&(m, n)| [(m, n), (n, m)]);
        ends.filter(|&(start, _)| start == from).map(|(_, next)| self.walks(next, to, steps - 1)).sum()
    }
}

/// The degree matrix `D = diag(A 1)`.
pub fn degree_matrix<T: OrderedField>(adjacency: &DMatrix<T>) -> DMatrix<T> {
    DMatrix::from_diagonal(&adjacency.column_sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Rational, rational};

    fn matrix(entries: [i64; 9]) -> DMatrix<Rational> {
        DMatrix::from_row_iterator(3, 3, entries.map(|n| rational(n, 1)))
    }

    #[test]
    fn a_graph_is_read_off_its_matrix_whole() {
        let path = matrix([0, 1, 0, 1, 0, 1, 0, 1, 0]);
        let graph = Graph::of_adjacency(&path);
        assert_eq!(graph.edges, [(0, 1), (1, 2)]);
        assert_eq!(graph.adjacency::<Rational>(), path);
    }

    #[test]
    fn two_edges_between_the_same_nodes_are_not_simple() {
        assert!(Graph { nodes: 2, edges: vec![(0, 1)] }.is_simple());
        assert!(!Graph { nodes: 2, edges: vec![(0, 1), (1, 0)] }.is_simple());
    }
}
