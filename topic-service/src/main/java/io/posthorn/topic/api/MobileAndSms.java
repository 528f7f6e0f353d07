package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.platform.Operation;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.WireName;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The actions for text messages and mobile push, which this endpoint does not send: there are no applications, endpoints and
 * numbers, so lists are empty, what names one is not found, and what would make one is refused.
 */
final class MobileAndSms {
    private static final String NO_PUSH = "This endpoint does not send mobile push notifications";
    private static final String NO_SMS = "This endpoint does not send text messages";

    private static final Map<OperationShape<Asked, ?>, Supplier<ApiException>> REFUSED = Map.ofEntries(
            refused("CreatePlatformApplication", () -> SnsErrors.invalid("Platform", NO_PUSH)),
            refused("DeletePlatformApplication", MobileAndSms::noApplication),
            refused("GetPlatformApplicationAttributes", MobileAndSms::noApplication),
            refused("SetPlatformApplicationAttributes", MobileAndSms::noApplication),
            refused("ListEndpointsByPlatformApplication", MobileAndSms::noApplication),
            refused("CreatePlatformEndpoint", MobileAndSms::noApplication),
            refused("DeleteEndpoint", MobileAndSms::noEndpoint),
            refused("GetEndpointAttributes", MobileAndSms::noEndpoint),
            refused("SetEndpointAttributes", MobileAndSms::noEndpoint),
            refused("CheckIfPhoneNumberIsOptedOut", MobileAndSms::noNumbers),
            refused("OptInPhoneNumber", MobileAndSms::noNumbers),
            refused("GetSMSAttributes", MobileAndSms::noSms),
            refused("SetSMSAttributes", MobileAndSms::noSms),
            refused("GetSMSSandboxAccountStatus", MobileAndSms::noSms),
            refused("CreateSMSSandboxPhoneNumber", MobileAndSms::noNumbers),
            refused("DeleteSMSSandboxPhoneNumber", MobileAndSms::noNumbers),
            refused("VerifySMSSandboxPhoneNumber", MobileAndSms::noNumbers));

    private static final OperationShape<Asked, Applications> LIST_APPLICATIONS =
            new OperationShape<>("ListPlatformApplications", Asked.class, Applications.class);
    private static final OperationShape<Asked, OptedOut> LIST_OPTED_OUT =
            new OperationShape<>("ListPhoneNumbersOptedOut", Asked.class, OptedOut.class);
    private static final OperationShape<Asked, Numbers> LIST_ORIGINATION =
            new OperationShape<>("ListOriginationNumbers", Asked.class, Numbers.class);
    private static final OperationShape<Asked, Numbers> LIST_SANDBOX =
            new OperationShape<>("ListSMSSandboxPhoneNumbers", Asked.class, Numbers.class);

    private MobileAndSms() {}

    /** Whatever it is, the answer is the same. */
    record Asked() {}

    /** What is answered where nothing is refused. */
    record Applications(List<String> platformApplications) {}

    /** Numbers that asked to get no messages. */
    record OptedOut(@WireName("phoneNumbers") List<String> phoneNumbers) {}

    /** Numbers that messages come from or may go to. */
    record Numbers(@WireName("PhoneNumbers") List<String> phoneNumbers) {}

    /** An action with always the same answer. */
    private record Constant<O extends Record>(OperationShape<Asked, O> shape, Supplier<O> constant)
            implements Operation<Asked, O> {
        @Override
        public Uni<O> execute(Call call, Asked input) {
            try {
                return Uni.createFrom().item(constant.get());
            } catch (ApiException refused) {
                return Uni.createFrom().failure(refused);
            }
        }
    }

    /** All of these actions' shapes. */
    static List<OperationShape<?, ?>> shapes() {
        return operations().stream().<OperationShape<?, ?>>map(Operation::shape).toList();
    }

    /** All of these actions. */
    static List<Operation<?, ?>> operations() {
        return Stream.<Operation<?, ?>>concat(
                        REFUSED.entrySet().stream().map(each -> refusing(each.getKey(), each.getValue())),
                        Stream.of(
                                new Constant<>(LIST_APPLICATIONS, () -> new Applications(List.of())),
                                new Constant<>(LIST_OPTED_OUT, () -> new OptedOut(List.of())),
                                new Constant<>(LIST_ORIGINATION, () -> new Numbers(List.of())),
                                new Constant<>(LIST_SANDBOX, () -> new Numbers(List.of()))))
                .toList();
    }

    private static <O extends Record> Operation<Asked, O> refusing(
            OperationShape<Asked, O> shape, Supplier<ApiException> refusal) {
        return new Constant<>(shape, () -> {
            throw refusal.get();
        });
    }

    private static Map.Entry<OperationShape<Asked, ?>, Supplier<ApiException>> refused(
            String action, Supplier<ApiException> refusal) {
        return Map.entry(new OperationShape<>(action, Asked.class, OperationShape.Nothing.class), refusal);
    }

    private static ApiException noApplication() {
        return SnsErrors.NOT_FOUND.because("PlatformApplication does not exist");
    }

    private static ApiException noEndpoint() {
        return SnsErrors.NOT_FOUND.because("Endpoint does not exist");
    }

    private static ApiException noNumbers() {
        return SnsErrors.invalid("PhoneNumber", NO_SMS);
    }

    private static ApiException noSms() {
        return SnsErrors.INVALID_PARAMETER.because("Invalid parameter: " + NO_SMS);
    }
}
