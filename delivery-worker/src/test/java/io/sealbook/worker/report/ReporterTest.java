package io.sealbook.worker.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.http.Report;
import io.sealbook.worker.LedgerDouble;
import io.sealbook.worker.line.KeyFile;
import io.sealbook.worker.line.LedgerLine;
import io.sealbook.worker.line.LedgerUnavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReporterTest {
    @TempDir
    private Path directory;

    private LedgerDouble ledger;
    private LedgerLine line;
    private Reporter reporter;
    private DeploymentId web;

    @BeforeEach
    void open() throws Exception {
        Path file = Files.writeString(directory.resolve("key"), LedgerDouble.KEY);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        ledger = new LedgerDouble();
        line = new LedgerLine(ledger.url(), new KeyFile(file));
        reporter = new Reporter(line);
        web = ledger.order("web", "sha256:0", Map.of("db", "x".getBytes(UTF_8)));
    }

    @AfterEach
    void close() {
        line.close();
        ledger.close();
    }

    private static Report failed(String problem) {
        return new Report(1, Report.Outcome.FAILED, null, problem, null);
    }

    @Test
    void theEnginesWordsAreMadeFitForTheLedger() {
        reporter.send(web, failed("no\u0000such\u001b[31m image\n\tat all"));
        assertThat(ledger.reports(web))
                .singleElement()
                .satisfies(report -> assertThat(report.problem()).isEqualTo("no such [31m image\n\tat all"));
    }

    @Test
    void aLongProblemIsCutBetweenCharacters() {
        reporter.send(web, failed("x".repeat(1999) + "\uD83D\uDD12".repeat(50)));
        assertThat(ledger.reports(web))
                .singleElement()
                .satisfies(report -> assertThat(report.problem()).isEqualTo("x".repeat(1999) + "\uFFFD"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 413, 422})
    void aReportThatTheLedgerRefusesIsNotRepeated(int status) {
        ledger.failNext("/reports", status);
        assertThatNoException().isThrownBy(() -> reporter.send(web, failed("no such image")));
        assertThat(ledger.reports(web)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 401, 429, 500, 503})
    void anAnswerThatMayChangeIsWaitedFor(int status) {
        ledger.failNext("/reports", status);
        assertThatThrownBy(() -> reporter.send(web, failed("no such image"))).isInstanceOf(LedgerUnavailable.class);
    }
}
