/*
 * The whole user space of the lab's guest: process 1, statically linked, alone in its initramfs.
 *
 * Kernel command line:  ip=ADDRESS[/PREFIX]   address of eth0 (default prefix 24)
 *                       dirty=PAGES           memory pages written per second (default 0), so that pre-copy has work
 * It loads the NIC's modules in order, brings eth0 up (ARP is the kernel's), and echoes UDP on port 7 and ICMP. The kernel's own ICMP echo has a
 * send buffer of some 170 replies that cannot be enlarged: a guest that gets no processor for a tenth of a second would lose the rest, whatever
 * the network does.
 * It prints "edgeflow-guest: ready" on the console when it listens. A shell script with busybox tools does the same at a few
 * hundred datagrams per second under emulation; this loop takes many thousands.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BATCH 32
#define FRAME 2048

/* linux/icmp.h cannot be included beside net/if.h. */
#define ICMP_FILTER 1
#define ICMP_ECHO 8

/* Each needs the ones before it. */
static const char *const modules[] = {
    "virtio_ring", "virtio", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci", "failover", "net_failover", "virtio_net",
};

static void die(const char *what)
{
    printf("edgeflow-guest: %s: %s\n", what, strerror(errno));
    sync();
    reboot(RB_POWER_OFF);
    for (;;)
        pause();
}

static void write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return; /* a setting that this kernel does not have is the default we want */
    if (write(fd, text, strlen(text)) < 0)
        printf("edgeflow-guest: %s: %s\n", path, strerror(errno));
    close(fd);
}

/* Copies the value of KEY= from the kernel command line; 0 if absent. */
static int option(const char *line, const char *key, char *value, size_t size)
{
    size_t length = strlen(key);
    for (const char *p = line; p && *p; p = strchr(p, ' '), p = p ? p + 1 : p) {
        if (strncmp(p, key, length) == 0 && p[length] == '=') {
            size_t n = strcspn(p + length + 1, " \n");
            if (n >= size)
                n = size - 1;
            memcpy(value, p + length + 1, n);
            value[n] = 0;
            return 1;
        }
    }
    return 0;
}

static void load_modules(void)
{
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
        char path[128];
        snprintf(path, sizeof path, "/modules/%s.ko", modules[i]);
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            continue; /* built into this kernel */
        if (syscall(SYS_finit_module, fd, "", 0) != 0 && errno != EEXIST)
            die(path);
        close(fd);
    }
}

static void configure(const char *address, int prefix)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    if (ioctl(fd, SIOCSIFFLAGS, &request) != 0)
        die("lo up");

    memset(&request, 0, sizeof request);
    strcpy(request.ifr_name, "eth0");
    int found = 0;
    for (int i = 0; i < 1000 && !found; i++) {
        found = ioctl(fd, SIOCGIFINDEX, &request) == 0;
        if (!found)
            usleep(10000);
    }
    if (!found)
        die("eth0 (no virtio NIC appeared in 10 s)");

    struct sockaddr_in *in = (struct sockaddr_in *)&request.ifr_addr;
    in->sin_family = AF_INET;
    if (inet_pton(AF_INET, address, &in->sin_addr) != 1)
        die(address);
    if (ioctl(fd, SIOCSIFADDR, &request) != 0)
        die("eth0 address");
    in->sin_addr.s_addr = prefix == 0 ? 0 : htonl(0xffffffffu << (32 - prefix));
    if (ioctl(fd, SIOCSIFNETMASK, &request) != 0)
        die("eth0 netmask");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    if (ioctl(fd, SIOCSIFFLAGS, &request) != 0)
        die("eth0 up");
    close(fd);
}

/* Writes every page of a ring in turn, in slices of 10 ms. */
static void *dirty(void *argument)
{
    long pages = *(long *)argument, total = pages * 2, next = 0;
    volatile unsigned char *memory = mmap(0, total * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        die("dirty");
    for (;;) {
        for (long i = 0; i < pages / 100 + 1; i++, next = (next + 1) % total)
            memory[next * 4096]++;
        usleep(10000);
    }
    return 0;
}

static int open_socket(int type, int protocol)
{
    int fd = socket(AF_INET, type | SOCK_CLOEXEC, protocol);
    int size = 4 << 20;
    if (fd < 0)
        die("socket");
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    return fd;
}

/* Answers echo requests: type 8 becomes 0, and the checksum grows by what the type lost. */
static void *echo_icmp(void *argument)
{
    static unsigned char data[FRAME];
    int fd = *(int *)argument;
    for (;;) {
        struct sockaddr_in peer;
        socklen_t peer_size = sizeof peer;
        ssize_t size = recvfrom(fd, data, sizeof data, 0, (struct sockaddr *)&peer, &peer_size);
        ssize_t head = size > 0 ? (data[0] & 15) * 4 : 0;
        if (size < head + 8)
            continue;
        unsigned char *icmp = data + head;
        unsigned sum = (icmp[2] << 8 | icmp[3]) + 0x0800;
        sum = (sum & 0xffff) + (sum >> 16);
        icmp[0] = 0;
        icmp[2] = sum >> 8;
        icmp[3] = sum;
        sendto(fd, icmp, size - head, 0, (struct sockaddr *)&peer, peer_size);
    }
    return 0;
}

static void start_icmp(void)
{
    static int fd;
    pthread_t thread;
    unsigned refused = ~(1u << ICMP_ECHO);
    fd = open_socket(SOCK_RAW, IPPROTO_ICMP);
    setsockopt(fd, SOL_RAW, ICMP_FILTER, &refused, sizeof refused);
    write_file("/proc/sys/net/ipv4/icmp_echo_ignore_all", "1");
    if (pthread_create(&thread, 0, echo_icmp, &fd) != 0)
        die("thread");
}

static void echo(void)
{
    static unsigned char data[BATCH][FRAME];
    static struct sockaddr_in peers[BATCH];
    static struct mmsghdr messages[BATCH];
    static struct iovec vectors[BATCH];

    int fd = open_socket(SOCK_DGRAM, 0);
    struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(7) };
    if (bind(fd, (struct sockaddr *)&here, sizeof here) != 0)
        die("udp port 7");
    printf("edgeflow-guest: ready\n");

    for (;;) {
        for (int i = 0; i < BATCH; i++) {
            vectors[i] = (struct iovec){ data[i], FRAME };
            messages[i].msg_hdr = (struct msghdr){ .msg_name = &peers[i], .msg_namelen = sizeof peers[i], .msg_iov = &vectors[i], .msg_iovlen = 1 };
        }
        int count = recvmmsg(fd, messages, BATCH, MSG_WAITFORONE, 0);
        for (int i = 0; i < count; i++)
            vectors[i].iov_len = messages[i].msg_len;
        for (int sent = 0; sent < count;) {
            int n = sendmmsg(fd, messages + sent, count - sent, 0);
            sent += n > 0 ? n : 1; /* a datagram that cannot be answered is skipped, the others are not */
        }
    }
}

int main(void)
{
    char line[2048] = "", value[64], *slash;
    static long pages;
    pthread_t thread;

    mkdir("/proc", 0755);
    mkdir("/sys", 0755);
    mkdir("/dev", 0755);
    mount("proc", "/proc", "proc", 0, 0);
    mount("sysfs", "/sys", "sysfs", 0, 0);
    mount("devtmpfs", "/dev", "devtmpfs", 0, 0);
    int console = open("/dev/console", O_RDWR);
    if (console >= 0) {
        dup2(console, 1);
        dup2(console, 2);
    }
    setvbuf(stdout, 0, _IONBF, 0);

    int fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && read(fd, line, sizeof line - 1) < 0)
        die("/proc/cmdline");
    if (!option(line, "ip", value, sizeof value)) {
        errno = EINVAL;
        die("no ip=ADDRESS/PREFIX on the kernel command line");
    }
    int prefix = 24;
    if ((slash = strchr(value, '/')) != 0) {
        *slash = 0;
        prefix = atoi(slash + 1);
    }

    write_file("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1");
    write_file("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
    load_modules();
    write_file("/proc/sys/net/core/netdev_max_backlog", "16384");
    configure(value, prefix);

    if (option(line, "dirty", value, sizeof value) && (pages = atol(value)) > 0)
        pthread_create(&thread, 0, dirty, &pages);
    start_icmp();
    echo();
}
