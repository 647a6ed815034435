package io.sealbook.store;

import io.sealbook.seal.Pseudonyms;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.EventCriterion;

/**
 * A criterion as SQL is given it.
 *
 * @param tag the pseudonym in hexadecimal by which events are found; empty for any event
 * @param moreTags further pseudonyms that the event must have, with blanks between them
 * @param types the wire names, with blanks between them; empty for any type
 */
record CriterionLine(String tag, String moreTags, String types) {
    static List<CriterionLine> of(Collection<EventCriterion> criteria, Pseudonyms pseudonyms) {
        return criteria.stream().map(criterion -> of(criterion, pseudonyms)).toList();
    }

    private static CriterionLine of(EventCriterion criterion, Pseudonyms pseudonyms) {
        List<String> tags = criterion.tags().stream()
                .map(tag -> HexFormat.of().formatHex(pseudonyms.ofStream(tag.key() + "/" + tag.value())))
                .toList();
        return new CriterionLine(
                tags.isEmpty() ? "" : tags.getFirst(),
                tags.isEmpty() ? "" : String.join(" ", tags.subList(1, tags.size())),
                criterion.types().stream().map(QualifiedName::toString).collect(Collectors.joining(" ")));
    }
}
