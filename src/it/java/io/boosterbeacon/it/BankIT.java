package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.boosterbeacon.it.application.bank.BankResource;
import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Caches in JTA transactions, and with the interceptors of others. Balances begin at 0, and are set to 5. */
@ExtendWith(ArquillianExtension.class)
@OnServer(form = "transactions and interceptors", store = "embedded")
class BankIT {
    @ArquillianResource
    URL root;

    @Deployment(testable = false)
    static WebArchive bank() {
        return DemoArchive.emptyWithLibraries("bank.war").addPackage(BankResource.class.getPackage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"throw", "unnoticed", "refuse", "mark"})
    void rollback_ofTheMethodsOwnTransaction_leavesNothingOfItInTheCache(String way) {
        assertThat(post("own-cold-" + way, "own/" + way)).containsExactly(5, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"throw", "refuse", "mark"})
    void change_ofWhatIsCached_isSeenByItsOwnTransactionOnly(String way) {
        assertThat(get("own-warm-" + way)).containsExactly(0);
        assertThat(post("own-warm-" + way, "own/" + way)).containsExactly(5, 0);
    }

    @ParameterizedTest
    @CsvSource({"set", "clear", "put", "first"})
    void change_thatCommits_isSeenByAll(String way) {
        assertThat(get("commit-" + way)).containsExactly(0);
        assertThat(post("commit-" + way, "own/" + way)).containsExactly(5, 5);

        assertThat(get("commit-callers-" + way)).containsExactly(0);
        assertThat(post("commit-callers-" + way, "committed/" + way)).containsExactly(5, 5, 5);
    }

    @ParameterizedTest
    @CsvSource({"set", "clear", "put", "first"})
    void change_thatTheCallerRollsBack_isSeenByItsTransactionOnly(String way) {
        assertThat(post("rollback-cold-" + way, "rolled-back/" + way)).containsExactly(5, 5, 0);

        assertThat(get("rollback-warm-" + way)).containsExactly(0);
        assertThat(post("rollback-warm-" + way, "rolled-back/" + way)).containsExactly(5, 5, 0);
    }

    @ParameterizedTest
    @CsvSource({"set", "clear", "put", "first"})
    void change_readByAnotherBeforeTheCommit_isSeenByAllAfterIt(String way) {
        assertThat(get("between-" + way)).containsExactly(0);
        assertThat(post("between-" + way, "read-between/" + way)).containsExactly(5, 0, 5);
    }

    /** Checked exceptions commit, and so do others that are declared to. */
    @ParameterizedTest
    @ValueSource(strings = {"tell", "forgive"})
    void change_byAMethodThatFailsAndCommits_isSeenByAll(String way) {
        assertThat(get("fails-" + way)).containsExactly(0);
        assertThat(post("fails-" + way, "own/" + way)).containsExactly(5, 5);
        assertThat(get("fails-callers-" + way)).containsExactly(0);
        assertThat(post("fails-callers-" + way, "committed/" + way)).containsExactly(5, 5, 5);
        assertThat(get("fails-undone-" + way)).containsExactly(0);
        assertThat(post("fails-undone-" + way, "rolled-back/" + way)).containsExactly(5, 5, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mark-first", "catch"})
    void change_ofATransactionMarkedForRollback_isSeenByItselfOnly(String way) {
        assertThat(post("marked-cold-" + way, "own/" + way)).containsExactly(5, 0);
        assertThat(get("marked-warm-" + way)).containsExactly(0);
        assertThat(post("marked-warm-" + way, "own/" + way)).containsExactly(5, 0);
    }

    @Test
    void change_requiredToBeWithinATransaction_followsTheCallers() {
        assertThat(get("within")).containsExactly(0);
        assertThat(post("within", "rolled-back/within")).containsExactly(5, 5, 0);
        assertThat(post("within", "committed/within")).containsExactly(5, 5, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"set", "clear", "put", "first"})
    void change_readOutsideTheTransactionBeforeTheCommit_isSeenByAllAfterIt(String way) {
        assertThat(get("outside-" + way)).containsExactly(0);
        assertThat(post("outside-" + way, "outside/" + way)).containsExactly(5, 0, 5, 5);
    }

    @Test
    void getOrSet_withinATransaction_isStoredAfterItsCommitOnly() {
        assertThat(post("programmatic-undone", "programmatic/rolled-back")).containsExactly(5, 5, 0);
        assertThat(post("programmatic", "programmatic/committed")).containsExactly(5, 5, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"within", "after"})
    void stage_thatEndsOnAnotherThread_isStoredIfItsTransactionHasCommitted(String when) {
        assertThat(post("stage-" + when, "stage/rolled-back/" + when)).containsExactly(5, 6);
        assertThat(post("stage-committed-" + when, "stage/committed/" + when)).containsExactly(5, 5);
    }

    @Test
    void change_ofATransactionThatTakesTooLong_isSeenByItselfOnly() {
        assertThat(post("timeout-cold", "timeout")).containsExactly(5, 0);
    }

    @Test
    void load_ofATransactionThatIsRolledBack_isSeenByNobodyElse() {
        assertThat(post("load", "load")).containsExactly(5, 0, 0);
    }

    @Test
    void load_ofASuspendedTransaction_isNeitherSeenNorWaitedForByTheNextOne() {
        Answer answer = client().send("POST", "bank/suspended/load-aside", null, null);

        assertThat(numbers(answer)).containsExactly(5, 0, 0);
        // beacon.cache.load-wait is 10 s
        assertThat(answer.took()).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void change_inATransactionOfItsOwnWithinAnother_isSeenByAllAtOnce() {
        assertThat(post("aside", "set-aside")).containsExactly(5, 5, 5);
    }

    @Test
    void load_ofATransactionThatCommits_isKept() {
        assertThat(post("loads", "loads")).containsExactly(0, 0);
        assertThat(post("own-loads", "own-loads")).containsExactly(0);
    }

    @Test
    @Needs(Capability.ENTERPRISE_BEANS)
    void transactionsOfEnterpriseBeans_areFollowedToo() {
        assertThat(post("bean-cold", "own/bean-throw")).containsExactly(5, 0);
        assertThat(get("bean-warm")).containsExactly(0);
        assertThat(post("bean-warm", "own/bean-throw")).containsExactly(5, 0);
        assertThat(post("bean-warm", "own/bean")).containsExactly(5, 5);
        assertThat(post("bean-rollback", "rolled-back/bean")).containsExactly(5, 5, 0);
        assertThat(post("bean-aside", "rolled-back/bean-aside")).containsExactly(5, 5, 5);
        assertThat(get("own-bean")).containsExactly(0);
        assertThat(post("own-bean", "own/own-bean")).containsExactly(0, 5);
        assertThat(post("bean-loads", "bean-loads")).containsExactly(0);
    }

    @Test
    void hit_ofAGuardedMethod_isForThoseOnlyWhomTheGuardAdmits() {
        assertThat(client().get("vault?role=admin", null).body()).isEqualTo("gold");
        assertThat(client().get("vault?role=guest", null).status()).isEqualTo(403);
        assertThat(client().get("vault?role=admin", null).body()).isEqualTo("gold");
    }

    @Test
    @Needs(Capability.FAULT_TOLERANCE)
    void answerOfAFallback_isNotCached() {
        assertThat(Stream.generate(() -> client().get("vault/price", null).body())
                        .limit(3))
                .containsExactly("unknown", "high", "high");
    }

    private DemoClient client() {
        return new DemoClient(root);
    }

    private List<Integer> get(String owner) {
        return numbers(client().get("bank/" + owner, null));
    }

    private List<Integer> post(String owner, String path) {
        return numbers(client().send("POST", "bank/" + owner + "/" + path, null, null));
    }

    private static List<Integer> numbers(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return StreamSupport.stream(answer.json().spliterator(), false)
                .map(JsonNode::asInt)
                .toList();
    }
}
