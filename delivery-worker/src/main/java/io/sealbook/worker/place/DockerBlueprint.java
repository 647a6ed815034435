package io.sealbook.worker.place;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Driver;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.LogConfig.LoggingType;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.VolumeOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Says a blueprint in docker-java's words. */
final class DockerBlueprint {
    private static final String SCRATCH = "rw,noexec,nosuid,nodev,size=64m,mode=1777";

    private DockerBlueprint() {}

    static CreateContainerCmd command(DockerClient docker, Blueprint blueprint) {
        CreateContainerCmd command = docker.createContainerCmd(blueprint.image())
                .withEntrypoint(blueprint.entrypoint())
                .withCmd(blueprint.command())
                .withEnv(blueprint.environment().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .sorted()
                        .toList())
                .withLabels(labels(blueprint));
        command.withHostConfig(host(blueprint, command));
        if (blueprint.name() != null) {
            command.withName(blueprint.name());
        }
        if (!blueprint.user().isEmpty()) {
            command.withUser(blueprint.user());
        }
        return command;
    }

    private static Map<String, String> labels(Blueprint blueprint) {
        Map<String, String> labels = new HashMap<>(blueprint.labels());
        if (blueprint.kind() == Blueprint.Kind.APP) {
            labels.put(Labels.RESTART, DockerHosting.policy(blueprint.hosting()));
        }
        return labels;
    }

    private static HostConfig host(Blueprint blueprint, CreateContainerCmd command) {
        HostConfig host = HostConfig.newHostConfig()
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withPidsLimit((long) blueprint.bounds().pids())
                .withReadonlyRootfs(blueprint.bounds().readOnlyRoot());
        Long memory = blueprint.bounds().memoryBytes();
        if (memory != null) {
            host.withMemory(memory).withMemorySwap(memory);
        }
        Integer cpu = blueprint.bounds().cpuMillis();
        if (cpu != null) {
            host.withNanoCPUs(cpu * 1_000_000L);
        }
        mount(host, blueprint.mounts());
        switch (blueprint.kind()) {
            case APP -> DockerHosting.apply(blueprint.hosting(), command, host);
            case KEEPER ->
                host.withNetworkMode("none")
                        .withRestartPolicy(RestartPolicy.alwaysRestart())
                        .withLogConfig(new LogConfig(LoggingType.NONE));
            case AGENT -> {
                DockerHosting.apply(blueprint.hosting(), command, host);
                host.withCapAdd(Capability.CHOWN).withLogConfig(new LogConfig(LoggingType.NONE));
            }
            // The broom enters directories and overwrites files whatever their owner and mode.
            case TOOL ->
                host.withNetworkMode("none")
                        .withUsernsMode("host")
                        .withCapAdd(Capability.DAC_OVERRIDE)
                        .withLogConfig(new LogConfig(LoggingType.JSON_FILE));
        }
        return host;
    }

    private static VolumeOptions options(VolumePlan plan) {
        return new VolumeOptions()
                .withNoCopy(true)
                .withLabels(plan.labels())
                .withDriverConfig(new Driver().withName("local").withOptions(plan.options()));
    }

    private static void mount(HostConfig host, List<Blueprint.Mount> mounts) {
        List<Mount> typed = new ArrayList<>();
        Map<String, String> scratch = new TreeMap<>();
        for (Blueprint.Mount mount : mounts) {
            switch (mount) {
                // A Mount, never a Bind: for a missing source the engine fails instead of making an empty directory.
                case Blueprint.Mount.Directory(String source, String target, boolean readOnly) ->
                    typed.add(new Mount()
                            .withType(MountType.BIND)
                            .withSource(source)
                            .withTarget(target)
                            .withReadOnly(readOnly));
                case Blueprint.Mount.Volume(VolumePlan plan, String target, boolean readOnly) ->
                    typed.add(new Mount()
                            .withType(MountType.VOLUME)
                            .withSource(plan.name())
                            .withTarget(target)
                            .withReadOnly(readOnly)
                            .withVolumeOptions(options(plan)));
                case Blueprint.Mount.Scratch(String target) -> scratch.put(target, SCRATCH);
            }
        }
        host.withMounts(typed);
        if (!scratch.isEmpty()) {
            host.withTmpFs(scratch);
        }
    }
}
