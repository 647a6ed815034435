package io.sealbook.worker.place;

import static org.assertj.core.api.Assertions.assertThat;

class HostHatchIT extends HatchContract {
    @Override
    Hatch open() {
        HostHatch hatch = new HostHatch(root, Tools.SEEN_AT);
        hatch.compare(() -> HostHatchTest.look(root));
        assertThat(hatch.isOpen()).isTrue();
        return hatch;
    }
}
