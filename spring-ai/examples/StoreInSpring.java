import dev.isogloss.springai.IsoglossEmbeddingModel;
import java.util.List;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.SimpleVectorStore;

/** One of Spring AI's vector stores with our vectors: {@code StoreInSpring.java MODEL "how do bees find flowers"}. */
public final class StoreInSpring {
    private StoreInSpring() {}

    public static void main(String[] arguments) {
        try (IsoglossEmbeddingModel model = IsoglossEmbeddingModel.open(arguments[0])) {
            SimpleVectorStore store = SimpleVectorStore.builder(model).build();
            store.add(List.of(
                    new Document("A bee that found flowers dances for the others."),
                    new Document("Der Teig muss gehen, bevor das Brot in den Ofen kommt."),
                    new Document("Mawimbi hupanda mara mbili kwa siku.")));
            for (Document found : store.similaritySearch(SearchRequest.builder().query(arguments[1]).topK(2).build())) {
                System.out.printf("%.3f %s%n", found.getScore(), found.getText());
            }
        }
    }
}
