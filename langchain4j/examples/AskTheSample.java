import dev.isogloss.job.Isogloss;
import dev.isogloss.langchain4j.IsoglossContentRetriever;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.rag.AugmentationRequest;
import dev.langchain4j.rag.DefaultRetrievalAugmentor;
import dev.langchain4j.rag.query.Metadata;
import java.nio.file.Path;
import java.util.List;

/** Puts what an index knows into a question for a chat model: {@code AskTheSample.java runs/sample "why do tides rise twice a day"}. */
public final class AskTheSample {
    private AskTheSample() {}

    public static void main(String[] arguments) throws Exception {
        try (Isogloss search = Isogloss.open(Path.of(arguments[0]))) {
            var augmentor = DefaultRetrievalAugmentor.builder()
                    .contentRetriever(new IsoglossContentRetriever(search, 3, List.of()))
                    .build();
            UserMessage question = UserMessage.from(arguments[1]);
            var augmented = augmentor.augment(new AugmentationRequest(question, Metadata.from(question, null, List.of())));
            augmented.contents().forEach(content -> System.out.println(content.textSegment().metadata().getString("id")));
            System.out.println(augmented.chatMessage()); // what goes to the chat model
        }
    }
}
