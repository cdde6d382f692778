package dev.sluice.provider.aws.ec2;

/**
 * CEL rules for blocks of addresses. Only the form in which AWS reports a block is accepted: any other would differ from
 * what is observed for ever.
 */
final class Cidr {
    static final String RULE = "isCIDR(self) && string(cidr(self).masked()) == self";
    static final String V4_RULE = RULE + " && cidr(self).ip().family() == 4";
    static final String V6_RULE = RULE + " && cidr(self).ip().family() == 6";

    static final String V4_MESSAGE = "write an IPv4 block by its first address, for example 10.0.0.0/16";
    static final String V6_MESSAGE =
            "write an IPv6 block by its first address, shortened and in lower case, for example 2001:db8::/56";

    /** The longest block in words: 39 characters of an IPv6 address and its length. */
    static final int MAX_LENGTH = 43;

    private Cidr() {}
}
