package io.sealbook.store;

import io.sealbook.seal.Pseudonyms;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.EventCriterion;

/**
 * A criterion as SQL is given it, once for each of its types.
 *
 * @param tag the pseudonym in hexadecimal by which events are found; empty for any event
 * @param moreTags further pseudonyms that the event must have, with blanks between them
 * @param type the wire name, empty for any type
 */
record CriterionLine(String tag, String moreTags, String type) {
    static List<CriterionLine> of(Collection<EventCriterion> criteria, Pseudonyms pseudonyms) {
        List<CriterionLine> lines = new ArrayList<>();
        for (EventCriterion criterion : criteria) {
            List<String> tags = criterion.tags().stream()
                    .map(tag -> HexFormat.of().formatHex(pseudonyms.ofStream(tag.key() + "/" + tag.value())))
                    .toList();
            String first = tags.isEmpty() ? "" : tags.getFirst();
            String more = String.join(" ", tags.isEmpty() ? tags : tags.subList(1, tags.size()));
            if (criterion.types().isEmpty()) {
                lines.add(new CriterionLine(first, more, ""));
            }
            for (QualifiedName type : criterion.types()) {
                lines.add(new CriterionLine(first, more, type.toString()));
            }
        }
        return lines;
    }
}
