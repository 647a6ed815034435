package io.sealbook.worker.place;

import static io.sealbook.worker.place.DockerCalls.call;
import static io.sealbook.worker.place.DockerCalls.fault;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Files of containers, running or not, in and out as archives. */
record DockerFiles(DockerClient docker) {
    private static final int LARGEST_READ = 1 << 20;

    void put(String container, String directory, byte[] tar) {
        call(() -> docker.copyArchiveToContainerCmd(container)
                .withRemotePath(directory)
                .withTarInputStream(new ByteArrayInputStream(tar))
                .exec());
    }

    Optional<byte[]> read(String container, String file) {
        try (InputStream archive =
                docker.copyArchiveFromContainerCmd(container, file).exec()) {
            return Tar.firstFile(archive.readNBytes(LARGEST_READ));
        } catch (NotFoundException _) {
            return Optional.empty();
        } catch (IOException cut) {
            throw new EngineFault("the engine broke off while a file was read", false, cut);
        } catch (RuntimeException failed) {
            throw fault(failed);
        }
    }
}
