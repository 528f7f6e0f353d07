package io.posthorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import io.posthorn.it.endpoint.BlackBox;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import io.posthorn.it.endpoint.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.Subscription;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Terraform's AWS provider makes, changes and destroys topics, their policies and subscriptions. */
@BlackBox
class TerraformIT {
    /** A folder with the provider, laid out as a mirror; unset, Terraform's own configuration says where it is. */
    private static final String PLUGINS = "POSTHORN_TERRAFORM_PLUGINS";

    private static final long LIMIT_SECONDS = 120;
    private static final Path FOLDER = Path.of("target", "terraform");

    /** What {@code plan -detailed-exitcode} ends with when there is nothing to do. */
    private static final int NO_CHANGES = 0;

    private final Endpoint endpoint;
    private final String name = Names.unique("terraform");

    TerraformIT(Installation installation) {
        this.endpoint = installation.first();
    }

    @Test
    void whatIsAppliedIsThereAndIsAsPlanned() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        Files.copy(
                Path.of("src", "test", "terraform", "topics.tf"),
                FOLDER.resolve("topics.tf"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(FOLDER.resolve("terraform.tfstate"));
        try (SnsClient sns = Clients.sns(endpoint);
                SqsClient sqs = Clients.sqs(endpoint)) {
            Map<String, String> variables = Map.of(
                    "TF_VAR_endpoint", endpoint.uri().toString(),
                    "TF_VAR_region", endpoint.region(),
                    "TF_VAR_access_key", endpoint.accessKeyId(),
                    "TF_VAR_secret_key", endpoint.secret(),
                    "TF_VAR_name", name,
                    "TF_VAR_subscriber", newQueue(sqs, name),
                    "TF_VAR_dead_letters", newQueue(sqs, name + "-dead"));
            init(variables);
            String topic = "arn:aws:sns:" + endpoint.region() + ':' + endpoint.account() + ':' + name;

            succeed(variables, "apply", "-auto-approve", "-var", "changed=false");
            int planned = terraform(variables, "plan", "-detailed-exitcode", "-var", "changed=false");
            assertThat(planned).as(TerraformIT::output).isEqualTo(NO_CHANGES);
            assertThat(attributes(sns, topic)).containsEntry("DisplayName", "first");
            assertThat(subscriptions(sns, topic)).hasSize(1);

            succeed(variables, "apply", "-auto-approve", "-refresh=false", "-var", "changed=true");
            assertThat(attributes(sns, topic))
                    .containsEntry("DisplayName", "changed")
                    .doesNotContainKey("DeliveryPolicy");
            assertThat(attributes(sns, topic + ".fifo")).containsEntry("FifoThroughputScope", "MessageGroup");
            assertThat(sns.getSubscriptionAttributes(r -> r.subscriptionArn(
                                    subscriptions(sns, topic).getFirst().subscriptionArn()))
                            .attributes())
                    .containsEntry("FilterPolicyScope", "MessageBody")
                    .containsEntry("RawMessageDelivery", "false")
                    .doesNotContainKey("RedrivePolicy");

            succeed(variables, "destroy", "-auto-approve", "-refresh=false", "-var", "changed=true");
            assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> attributes(sns, topic));
        }
    }

    private static Map<String, String> attributes(SnsClient sns, String topic) {
        return sns.getTopicAttributes(r -> r.topicArn(topic)).attributes();
    }

    private static List<Subscription> subscriptions(SnsClient sns, String topic) {
        return sns.listSubscriptionsByTopic(r -> r.topicArn(topic)).subscriptions();
    }

    private static String newQueue(SqsClient sqs, String name) {
        String url = sqs.createQueue(r -> r.queueName(name)).queueUrl();
        return Objects.requireNonNull(
                sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                        .attributes()
                        .get(QueueAttributeName.QUEUE_ARN));
    }

    private static void init(Map<String, String> variables) throws IOException, InterruptedException {
        String plugins = System.getenv().getOrDefault(PLUGINS, "");
        int status;
        try {
            status = plugins.isEmpty()
                    ? terraform(variables, "init")
                    : terraform(variables, "init", "-plugin-dir=" + plugins);
        } catch (IOException e) {
            abort("terraform is needed (" + e.getMessage() + ')');
            return;
        }
        if (status != 0) {
            abort("Terraform's AWS provider is needed; " + PLUGINS + " may name a folder with it\n" + output());
        }
    }

    private static void succeed(Map<String, String> variables, String... arguments)
            throws IOException, InterruptedException {
        int status = terraform(variables, arguments);
        assertThat(status).as(TerraformIT::output).isZero();
    }

    private static int terraform(Map<String, String> variables, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("terraform"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-input=false", "-no-color"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve("terraform.log").toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("AWS_"));
        builder.environment().putAll(variables);
        builder.environment().put("CHECKPOINT_DISABLE", "1");
        Process terraform = builder.start();
        if (!terraform.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            terraform.destroyForcibly();
            throw new AssertionError("terraform did not end within " + LIMIT_SECONDS + " s\n" + output());
        }
        return terraform.exitValue();
    }

    private static String output() {
        try {
            return Files.readString(FOLDER.resolve("terraform.log"));
        } catch (IOException e) {
            return "no output: " + e.getMessage();
        }
    }
}
