package io.sealbook.projections.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;

/** The built page, whole in memory: nothing is looked up by a name that a stranger sent. */
final class PageFiles {
    private static final String ROOT = "META-INF/resources/ui/";
    private static final String INDEX = "index.html";

    private final Map<String, File> files;

    private PageFiles(Map<String, File> files) {
        this.files = Map.copyOf(files);
    }

    /** One file; {@code lasting} if its name changes with its content. */
    static final class File {
        private final byte[] content;
        private final MediaType type;
        private final boolean lasting;

        File(byte[] content, MediaType type, boolean lasting) {
            this.content = content;
            this.type = type;
            this.lasting = lasting;
        }

        byte[] content() {
            return content;
        }

        MediaType type() {
            return type;
        }

        boolean isLasting() {
            return lasting;
        }
    }

    /** The page on the class path; without one every look finds nothing. */
    static PageFiles ofClassPath() {
        Map<String, File> files = new HashMap<>();
        try {
            for (Resource resource :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:" + ROOT + "**")) {
                String url = resource.getURL().toString();
                if (resource.isReadable() && !url.endsWith("/")) {
                    String name = url.substring(url.lastIndexOf(ROOT) + ROOT.length());
                    files.put(name, new File(resource.getContentAsByteArray(), type(name), name.startsWith("assets/")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the page cannot be read from the class path", e);
        }
        return new PageFiles(files);
    }

    /** The file of this name; for a name without a suffix, which only the page itself can know, the page. */
    Optional<File> find(String name) {
        File file = files.get(name);
        boolean route = name.lastIndexOf('.') <= name.lastIndexOf('/') && !name.startsWith("assets/");
        return Optional.ofNullable(file == null && route ? files.get(INDEX) : file);
    }

    private static MediaType type(String name) {
        MediaType type = MediaTypeFactory.getMediaType(name).orElse(MediaType.APPLICATION_OCTET_STREAM);
        return type.getType().equals("text") ? new MediaType(type, StandardCharsets.UTF_8) : type;
    }
}
