// Reads graphs with Apache TinkerPop, and writes each as node-link JSON beside it.
// java -cp 'JARS/*' Gremlin.java FILE...

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tinkerpop.gremlin.structure.Edge;
import org.apache.tinkerpop.gremlin.structure.Element;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerGraph;
import org.apache.tinkerpop.shaded.jackson.databind.ObjectMapper;

public class Gremlin {
    public static void main(String[] files) throws Exception {
        for (String file : files) {
            TinkerGraph graph = TinkerGraph.open();
            graph.traversal().io(file).read().iterate();
            List<Object> nodes = new ArrayList<>();
            List<Object> links = new ArrayList<>();
            for (Vertex vertex : graph.traversal().V().toList()) {
                nodes.add(properties(vertex));
            }
            for (Edge edge : graph.traversal().E().toList()) {
                Map<String, Object> link = properties(edge);
                link.put("source", edge.outVertex().value("iri"));
                link.put("target", edge.inVertex().value("iri"));
                links.add(link);
            }
            Map<String, Object> all = Map.of("nodes", nodes, "links", links);
            new ObjectMapper().writeValue(Path.of(file + ".tinkerpop").toFile(), all);
        }
    }

    private static Map<String, Object> properties(Element element) {
        Map<String, Object> properties = new LinkedHashMap<>();
        element.properties().forEachRemaining(property -> {
            if (properties.put(property.key(), property.value()) != null) {
                throw new IllegalStateException(property.key() + " twice");
            }
        });
        properties.put("T.id", element.id());
        properties.put("T.label", element.label());
        return properties;
    }
}
