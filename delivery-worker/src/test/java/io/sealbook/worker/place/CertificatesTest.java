package io.sealbook.worker.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

class CertificatesTest {
    @Test
    void whatThisProcessTrustsIsWrittenForOthers() throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        List<Certificate> trusted = List.of(((X509TrustManager) trust.getTrustManagers()[0]).getAcceptedIssuers());
        byte[] written = Certificates.trustedHere();

        assertThat(CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(written)))
                .hasSizeGreaterThan(10)
                .map(Certificate.class::cast)
                .containsExactlyInAnyOrderElementsOf(trusted);
        assertThat(Certificates.trustedHere()).as("the same every time").isEqualTo(written);
    }

    @Test
    void aFileThatIsMissingIsSaid() {
        assertThatThrownBy(() -> Certificates.of(Path.of("/missing.pem"))).hasMessageContaining("ca-file /missing.pem");
    }
}
