# The numeric code of a reflective generative model: decoder, key-value cache, sampling and score head.
#
# TorchScript, compiled when the first model is loaded (TorchSource packs it). Names are those of a Hugging Face
# checkpoint, so that code and weights read side by side. Letters in shapes:
#
#   n rows in this call     t positions        c hidden size     h query heads    d head size
#   s slots in the cache    v vocabulary       f feed-forward    g key-value heads
#
# Objects of these classes are owned by Java, which holds a handle to each and frees it by closing the handle. A tensor
# that Java made from an array may be the array's own memory, which Java takes back after the call: what is kept of it
# must be a copy.


# y = x W' + b, with W as stored or packed for oneDNN.
class Linear:
    weight: Tensor  # (out, in)
    bias: Tensor  # (out), or empty
    least: int  # rows, to which fewer are padded where the weight is packed

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        self.weight = weight
        self.bias = bias
        # oneDNN has a routine of its own for a single row; and up to 8 rows of a narrow product over much, threads share sums.
        self.least = 2
        if weight.is_mkldnn:
            if weight.size(0) <= 256 and weight.size(1) > 1024:
                self.least = 9

    # On a CPU rows (n, in) are padded to numbers for which libraries round a row alike, whatever its place.
    def forward(self, x: Tensor) -> Tensor:  # (..., in) -> (..., out)
        n = x.size(0)
        if self.weight.is_mkldnn:
            if x.dim() == 2 and n < self.least:
                x = torch.constant_pad_nd(x, [0, 0, 0, self.least - n])
            if self.bias.numel() == 0:
                y = ops.mkldnn._linear_pointwise(x, self.weight, None, "none", annotate(List[Optional[number]], []), None)
            else:
                y = ops.mkldnn._linear_pointwise(x, self.weight, self.bias, "none", annotate(List[Optional[number]], []), None)
        else:
            if x.dim() == 2 and n % 4 != 0 and not x.is_cuda:  # rows beyond whole fours have routines of their own
                x = torch.constant_pad_nd(x, [0, 0, 0, 4 - n % 4])
            if self.bias.numel() == 0:
                y = torch.linear(x, self.weight)
            else:
                y = torch.linear(x, self.weight, self.bias)
        return y[0:n]


# x / rms(x) * weight over the last dimension.
class RmsNorm:
    weight: Tensor  # (size), or empty: no norm
    eps: float

    def __init__(self, weight: Tensor, eps: float) -> None:
        self.weight = weight
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        if self.weight.numel() == 0:
            return x
        else:
            return torch.rms_norm(x, [x.size(-1)], self.weight, self.eps)


# One decoder layer, without the part between projections and output that differs by who attends to what.
class Layer:
    input_layernorm: RmsNorm
    q_proj: Linear
    k_proj: Linear
    v_proj: Linear
    q_norm: RmsNorm
    k_norm: RmsNorm
    o_proj: Linear
    post_attention_layernorm: RmsNorm
    gate_proj: Linear
    up_proj: Linear
    down_proj: Linear
    head_size: int

    # w: the layer's tensors in the order of WeightLayout; absent ones are empty.
    def __init__(self, w: List[Tensor], head_size: int, eps: float) -> None:
        self.input_layernorm = RmsNorm(w[0], eps)
        self.q_proj = Linear(w[1], w[2])
        self.k_proj = Linear(w[3], w[4])
        self.v_proj = Linear(w[5], w[6])
        self.q_norm = RmsNorm(w[7], eps)
        self.k_norm = RmsNorm(w[8], eps)
        self.o_proj = Linear(w[9], w[10])
        self.post_attention_layernorm = RmsNorm(w[11], eps)
        self.gate_proj = Linear(w[12], w[13])
        self.up_proj = Linear(w[14], w[15])
        self.down_proj = Linear(w[16], w[17])
        self.head_size = head_size

    def device(self) -> Device:
        return self.input_layernorm.weight.device

    # (..., c) -> queries (..., h, d), keys (..., g, d), values (..., g, d); cos, sin: (..., 1, d/2)
    def project(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
        x = self.input_layernorm.forward(x)
        q = self.q_norm.forward(torch.unflatten(self.q_proj.forward(x), -1, [-1, self.head_size]))
        k = self.k_norm.forward(torch.unflatten(self.k_proj.forward(x), -1, [-1, self.head_size]))
        v = torch.unflatten(self.v_proj.forward(x), -1, [-1, self.head_size])
        return (self.rotate(q, cos, sin), self.rotate(k, cos, sin), v)

    def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        a, b = torch.chunk(x, 2, -1)
        return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)

    # x: the residual stream (..., c); a: what attention gathered (..., h * d)
    def finish(self, x: Tensor, a: Tensor) -> Tensor:
        x = x + self.o_proj.forward(a)
        y = self.post_attention_layernorm.forward(x)
        return x + self.down_proj.forward(torch.silu(self.gate_proj.forward(y)) * self.up_proj.forward(y))


# Linear -> ReLU -> Dropout -> Linear on the residual stream that enters one layer (the last, in published checkpoints).
class ScoreHead:
    hidden: Linear  # (2c, c)
    out: Linear  # (1, 2c)

    def __init__(self, w: List[Tensor]) -> None:
        self.hidden = Linear(w[0], w[1])
        self.out = Linear(w[2], w[3])

    def forward(self, features: Tensor, dropout: float) -> Tensor:  # (..., c) -> logits (...)
        y = torch.relu(self.hidden.forward(features.to(self.out.weight.dtype)))
        if dropout > 0.0:
            y = torch.dropout(y, dropout, True)
        return torch.squeeze(self.out.forward(y), -1)


# A loaded model. Never changed once made.
class Weights:
    embed_tokens: Tensor  # (v, c)
    layers: List[Layer]
    norm: RmsNorm
    lm_head: Linear  # (v, c)
    score_head: Optional[ScoreHead]
    inverse_frequencies: Tensor  # (d/2), float32
    rope_scale: float
    groups: int
    tap: int  # the layer whose input the score head reads

    # w: all tensors in the order of WeightLayout. shape: layers, key-value heads, head size, tap.
    def __init__(self, w: List[Tensor], inverse_frequencies: Tensor, shape: List[int], eps: float, rope_scale: float) -> None:
        count = shape[0]
        self.embed_tokens = w[0]
        self.norm = RmsNorm(w[1], eps)
        self.lm_head = Linear(w[2], torch.empty([0]))
        self.layers = [Layer(w[3 + i * 18 : 21 + i * 18], shape[2], eps) for i in range(count)]
        self.score_head = None
        if len(w) > 3 + count * 18:
            self.score_head = ScoreHead(w[3 + count * 18 : 7 + count * 18])
        self.inverse_frequencies = torch.clone(inverse_frequencies).to(w[0].device)
        self.rope_scale = rope_scale
        self.groups = shape[1]
        self.tap = shape[3]

    # positions (...) -> cos, sin (..., 1, d/2) in the dtype of the residual stream
    def rotary(self, positions: Tensor, dtype: int) -> Tuple[Tensor, Tensor]:
        angles = torch.unsqueeze(torch.unsqueeze(positions, -1).to(6) * self.inverse_frequencies, -2)
        return ((torch.cos(angles) * self.rope_scale).to(dtype), (torch.sin(angles) * self.rope_scale).to(dtype))

    def score(self, features: Tensor, dropout: float) -> Tensor:  # (..., c) -> logits (...), nan without a head
        head = self.score_head
        if head is None:
            return torch.full(features.size()[:-1], float("nan"))
        else:
            return head.forward(features.to(head.out.weight.device), dropout)

    # The whole sequence at once, nothing cached: (n, t) ids -> the residual stream that leaves the decoder (n, t, c),
    # and the one that enters the tap layer (n, t, c). What training and verification run.
    def encode(self, ids: Tensor) -> Tuple[Tensor, Tensor]:
        return self.encode_from(self.enter(ids, 0), ids.size(1), 0)

    # The same from the stream that enters a layer, which is not above the tap.
    def encode_from(self, x: Tensor, t: int, first: int) -> Tuple[Tensor, Tensor]:
        features = self.through(x, t, first, self.tap)
        return (self.through(features, t, self.tap, len(self.layers)), features)

    # The residual stream that enters a layer, (n, t) ids -> (n, t, c)
    def enter(self, ids: Tensor, layer: int) -> Tensor:
        return self.through(torch.embedding(self.embed_tokens, ids), ids.size(1), 0, layer)

    # The layers [first, last) over whole sequences of t positions.
    def through(self, x: Tensor, t: int, first: int, last: int) -> Tensor:
        cos, sin = self.rotary(torch.arange(t, device=self.inverse_frequencies.device), x.dtype)
        for i in range(first, last):
            layer = self.layers[i]
            x, cos, sin = x.to(layer.device()), cos.to(layer.device()), sin.to(layer.device())
            q, k, v = layer.project(x, cos, sin)
            x = layer.finish(x, attend_causally(q, k, v))
        return x

    # How likely the model makes the tokens that count: ids (n, t), targets (n, t) 1 where the next token does -> (M)
    def log_probs(self, ids: Tensor, targets: Tensor) -> Tensor:
        x, _ = self.encode(ids)
        places = torch.squeeze(torch.nonzero(torch.flatten(targets[:, :-1])), -1)
        next = torch.index_select(torch.flatten(ids[:, 1:]), 0, places)
        x = torch.index_select(torch.flatten(x[:, :-1], 0, 1), 0, places)
        found = annotate(List[Tensor], [])
        start = 0
        while start < places.size(0):
            end = min(start + 1024, places.size(0))
            log_probs = torch.log_softmax(self.logits(x[start:end]).to(6), -1)
            found.append(torch.squeeze(torch.gather(log_probs, 1, torch.unsqueeze(next[start:end].to(log_probs.device), -1)), -1))
            start = end
        return torch.cat(found) if len(found) > 0 else torch.empty([0])

    def logits(self, x: Tensor) -> Tensor:  # (..., c) -> (..., v)
        return self.lm_head.forward(self.norm.forward(x.to(self.norm.weight.device)))


# Every position over itself and those before it: queries (n, t, h, d), keys and values (n, t, g, d) -> (n, t, h * d). On a
# CPU the products written out take a fifth of the time of the fused routine, forward and backward, as long as all of
# the t * t weights fit.
def attend_causally(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    n, t, h, d = q.size()
    g = k.size(2)
    q, k, v = q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)
    if q.is_cuda or t > 512:
        a = torch.scaled_dot_product_attention(q, spread(k, h), spread(v, h), None, 0.0, True)
    else:
        weights = torch.matmul(torch.reshape(q, [n, g, h // g * t, d]) / (float(d) ** 0.5), k.transpose(2, 3))
        later = torch.triu(torch.full([t, t], float("-inf"), dtype=q.dtype, device=q.device), 1)
        weights = torch.softmax(torch.reshape(weights, [n, h, t, t]) + later, -1)
        a = torch.reshape(torch.matmul(torch.reshape(weights, [n, g, h // g * t, t]), v), [n, h, t, d])
    return torch.flatten(a.transpose(1, 2), 2)


# (n, g, t, d) -> (n, h, t, d): each key-value head repeated for the query heads that share it
def spread(x: Tensor, heads: int) -> Tensor:
    n, g, t, d = x.size()
    if g == heads:
        return x
    else:
        return torch.reshape(torch.expand(torch.unsqueeze(x, 2), [n, g, heads // g, t, d]), [n, heads, t, d])


# What the rows of a running batch remember: row i lives in slot i, at its own length. Both dimensions grow with use.
# A sequence taken out of its slot, or prefilled and not yet in one, is a plain list: ids (t), then per layer keys and
# values (t, g, d); what prefill() adds behind them is not for the cache.
class Cache:
    ids: Tensor  # (s, t), int64
    keys: List[Tensor]  # per layer (s, t, g, d)
    values: List[Tensor]  # per layer (s, t, g, d)

    def __init__(self, weights: Weights) -> None:
        none = [torch.empty([0, 0, weights.groups, layer.head_size], dtype=weights.embed_tokens.dtype, device=layer.device()) for layer in weights.layers]
        self.ids = torch.empty([0, 0], dtype=4, device=weights.embed_tokens.device)
        self.keys = none
        self.values = [torch.clone(x) for x in none]

    # Makes room for that many slots and positions, or gives room back; what both sizes hold stays. Where memory ends
    # midway, some tensors are larger than others, which is harmless: every use names slots and positions, not strides.
    def resize(self, slots: int, positions: int) -> None:
        self.ids = resized(self.ids, slots, positions)
        for i in range(len(self.keys)):
            self.keys[i] = resized(self.keys[i], slots, positions)
            self.values[i] = resized(self.values[i], slots, positions)

    # Puts one sequence into each of the slots [first, last): k rows from one prefill.
    def attach(self, sequence: List[Tensor], first: int, last: int) -> None:
        t = sequence[0].size(0)
        self.ids[first:last, 0:t] = sequence[0]
        for i in range(len(self.keys)):
            self.keys[i][first:last, 0:t] = sequence[1 + 2 * i]
            self.values[i][first:last, 0:t] = sequence[2 + 2 * i]

    # A copy of the first t positions of a slot.
    def detach(self, slot: int, t: int) -> List[Tensor]:
        sequence = [torch.clone(self.ids[slot, 0:t])]
        for i in range(len(self.keys)):
            sequence.append(torch.clone(self.keys[i][slot, 0:t]))
            sequence.append(torch.clone(self.values[i][slot, 0:t]))
        return sequence

    # Moves a row of t positions into a slot that has become free.
    def move(self, source: int, target: int, t: int) -> None:
        self.ids[target, 0:t] = self.ids[source, 0:t]
        for i in range(len(self.keys)):
            self.keys[i][target, 0:t] = self.keys[i][source, 0:t]
            self.values[i][target, 0:t] = self.values[i][source, 0:t]

    def wipe(self, slot: int) -> None:
        for i in range(len(self.keys)):
            torch.zero_(self.keys[i][slot])
            torch.zero_(self.values[i][slot])

    # Queries (n, h, d) of slots 0 to n-1 over their first t positions; mask (n, 1, 1, t) hides what a row doesn't have.
    # Query heads that share a key-value head stand as its query rows, so that keys and values are read once.
    def attend(self, i: int, q: Tensor, mask: Tensor) -> Tensor:  # -> (n, h * d)
        n, t = q.size(0), mask.size(-1)
        k = self.keys[i][0:n, 0:t].transpose(1, 2)
        v = self.values[i][0:n, 0:t].transpose(1, 2)
        q = torch.reshape(q, [n, k.size(1), -1, q.size(-1)])
        a = torch.scaled_dot_product_attention(q, k, v, torch.expand(mask, [n, 1, q.size(2), t]))
        return torch.flatten(a, 1)


def resized(x: Tensor, slots: int, positions: int) -> Tensor:
    y = torch.zeros([slots, positions] + x.size()[2:], dtype=x.dtype, device=x.device)
    s, t = min(slots, x.size(0)), min(positions, x.size(1))
    y[0:s, 0:t] = x[0:s, 0:t]
    return y


# The largest power of two up to 256 that divides a vocabulary: long rows are searched block by block.
def block_size(v: int) -> int:
    size = 256
    while v % size != 0:
        size = size // 2
    return size


# The count largest of each row of numbers that are not negative, in descending order, equal ones by index: values and
# indices (n, count). They lie in the count blocks with the largest maxima, so only those are sorted.
def best(x: Tensor, count: int) -> Tuple[Tensor, Tensor]:
    size = block_size(x.size(1))
    if x.size(1) // size <= 2 * count:
        indices = first_largest(x, count)
    else:
        blocks = torch.unflatten(x, 1, [-1, size])
        chosen, _ = torch.sort(first_largest(torch.amax(blocks, [2]), count), -1)
        few = torch.gather(blocks, 1, torch.expand(torch.unsqueeze(chosen, -1), [x.size(0), count, size]))
        within = first_largest(torch.flatten(few, 1), count)
        indices = torch.gather(chosen, 1, torch.floor_divide(within, size)) * size + torch.remainder(within, size)
    return (torch.gather(x, 1, indices), indices)


# Where the count largest of each row stand, the earlier of equal ones first. topk alone leaves that order open, and it
# changes with count. x (n, m) float32, not negative: such numbers are ordered like their bits
def first_largest(x: Tensor, count: int) -> Tensor:
    m = x.size(1)
    keys = torch.view_copy(x.contiguous(), dtype=3).to(4) * m + torch.arange(m - 1, -1, -1, device=x.device)
    _, indices = torch.topk(keys, count, -1)
    return indices


# The first index at which the running sum of each row exceeds its target, but none behind the last that adds to it:
# x (n, m) float64, target (n) -> (n)
def crossing(x: Tensor, target: Tensor) -> Tensor:
    sums = torch.cumsum(x, -1)
    return torch.sum((sums <= torch.unsqueeze(target, -1)) & (sums < sums[:, -1:]), [-1])


# A draw from the nucleus is a draw from the whole distribution that counts if the mass above it is below top-p; else
# one draws again. No sorting, so it is quick where the distribution is flat. p (n, v), u and top_p (n) float64 -> (n)
def draw(p: Tensor, u: Tensor, top_p: Tensor) -> Tensor:
    size = block_size(p.size(1))
    tokens = torch.zeros([p.size(0)], dtype=4, device=p.device)
    rows = torch.arange(p.size(0), device=p.device)  # those still without a token
    tries = 0
    while rows.numel() > 0 and tries < 10000:
        blocks = torch.unflatten(p, 1, [-1, size])  # (n, blocks, size)
        mass = torch.sum(blocks, [2]).to(7)
        target = u * torch.sum(mass, [1])
        block = torch.unsqueeze(crossing(mass, target), -1)  # (n, 1)
        before = torch.squeeze(torch.gather(torch.cumsum(mass, -1) - mass, 1, block), -1)
        inside = torch.squeeze(torch.gather(blocks, 1, torch.expand(torch.unsqueeze(block, -1), [p.size(0), 1, size])), 1)
        token = torch.squeeze(block, -1) * size + crossing(inside.to(7), target - before)
        tokens = torch.index_copy(tokens, 0, rows, token)
        if bool(torch.all(top_p >= 1.0)):
            rows = rows[:0]
        else:
            larger = torch.unflatten(p * (p > torch.gather(p, 1, torch.unsqueeze(token, -1))), 1, [-1, size])
            again = torch.squeeze(torch.nonzero((torch.sum(torch.sum(larger, [2]).to(7), [1]) >= top_p) & (top_p < 1.0)), -1)
            rows, p, top_p = torch.index_select(rows, 0, again), torch.index_select(p, 0, again), torch.index_select(top_p, 0, again)
            u = torch.frac(torch.index_select(u, 0, again) * 9973.0 + 0.6180339887498949)
        tries += 1
    return tokens


# The next token of every row, in the order of the field: repetition penalty, temperature, top-k, top-p. A row's draw
# depends on its own logits and its own uniform number alone. logits (n, v) float32; seen (n, t) the ids so far;
# settings (n, 5) float64: temperature (0: greedy), top-p, top-k (0: off), repetition penalty (1: off), uniform [0, 1);
# allowed (m, 2) int64: pairs of row and token; a row that is named there draws one of its tokens, the others any;
# barred (m, 2) int64: pairs of row and token, which it does not draw.
# -> tokens (n) and their log-probabilities (n) under the model itself, before any of the settings
def sample(logits: Tensor, seen: Tensor, settings: Tensor, allowed: Tensor, barred: Tensor) -> Tuple[Tensor, Tensor]:
    temperature, top_p, top_k, penalty, uniform = torch.unbind(settings, 1)
    adjusted = logits
    if bool(torch.any(penalty != 1.0)):
        factor = torch.unsqueeze(penalty, -1).to(6)
        old = torch.gather(logits, 1, seen)
        adjusted = torch.scatter(logits, 1, seen, torch.where(old > 0.0, old / factor, old * factor))
    if allowed.numel() > 0:
        rows, open = allowed[:, 0], allowed[:, 1]
        closed = torch.zeros_like(adjusted)
        closed[rows] = float("-inf")
        closed[rows, open] = 0.0
        adjusted = adjusted + closed
    if barred.numel() > 0:
        shut = torch.zeros_like(adjusted)
        shut[barred[:, 0], barred[:, 1]] = float("-inf")
        adjusted = adjusted + shut
    greedy = temperature == 0.0
    if bool(torch.all(greedy)):
        tokens = torch.argmax(adjusted, -1)
    else:
        adjusted = adjusted / torch.unsqueeze(torch.where(greedy, 1.0, temperature), -1).to(6)
        probabilities = torch.softmax(adjusted, -1)  # (n, v)
        tokens = torch.zeros([logits.size(0)], dtype=4, device=logits.device)
        if bool(torch.any(greedy)):
            tokens = torch.argmax(adjusted, -1)
        found = greedy
        bounded = (top_k > 0.0) | (top_p < 1.0)
        if bool(torch.any(bounded & (~greedy))):
            count = min(max(64, int(torch.max(top_k))), logits.size(1))
            values, indices = best(probabilities, count)
            p = values.to(7)  # (n, count)
            # Not count: which of the two ways a row takes may not depend on another row's top-k.
            limit = torch.unsqueeze(torch.where(top_k > 0.0, top_k, 64.0), -1)
            p = torch.where(torch.arange(count, device=p.device) < limit, p, 0.0)
            p = torch.where(torch.unsqueeze(top_k > 0.0, -1), p / torch.sum(p, [1], True), p)
            before = torch.cumsum(p, -1) - p
            enough = bounded & (~greedy) & ((top_k > 0.0) | (torch.sum(p, [1]) >= top_p))
            p = torch.where(before < torch.unsqueeze(top_p, -1), p, 0.0)
            drawn = torch.squeeze(torch.gather(indices, 1, torch.unsqueeze(crossing(p, uniform * torch.sum(p, [1])), -1)), -1)
            tokens = torch.where(enough, drawn, tokens)
            found = found | enough
        rest = torch.squeeze(torch.nonzero(~found), -1)
        if rest.numel() > 0:
            flat = torch.index_select(probabilities, 0, rest)
            drawn = draw(flat, torch.index_select(uniform, 0, rest), torch.index_select(top_p, 0, rest))
            tokens = torch.index_copy(tokens, 0, rest, drawn)
    chosen = torch.squeeze(torch.gather(logits, 1, torch.unsqueeze(tokens, -1)), -1)
    return (tokens, chosen - torch.logsumexp(logits, [-1]))


# How much of each step a loss keeps (N): where the head agrees with the outcome (kinds 0 and 1), everything (2), or the
# head's probability of the outcome (3).
def kept(logits: Tensor, y: Tensor, kind: int) -> Tensor:
    if kind == 2:
        return torch.ones_like(y)
    elif kind == 3:
        return torch.sigmoid(torch.where(y > 0.5, logits, -logits)).detach()
    else:
        return ((logits > 0.0) == (y > 0.5)).to(6)


# Losses of the method (section 3.2 of the paper), from the head's logits at N step positions and their trajectories'
# outcomes y (N) in {0, 1}; weight (N) lets a caller balance problems. kinds: 0 SPR as the paper has it, 1 SPR with the
# class balance of the published code, 2 plain binary cross-entropy, 3 SPR with a soft filter. Smoothing moves what the
# head is to say that part of the way to 0.5; the filters see the outcomes as they are.
def step_loss(logits: Tensor, y: Tensor, weight: Tensor, kind: int, smoothing: float) -> Tensor:
    bce = torch.binary_cross_entropy_with_logits(logits, y * (1.0 - smoothing) + 0.5 * smoothing, None, None, 0)
    keep = kept(logits, y, kind)
    if kind == 1:
        right = torch.sum(keep * y) + 1.0
        wrong = torch.sum(keep * (1.0 - y)) + 1.0
        balance = keep * weight * torch.where(y > 0.5, 1.5 * wrong, right) / (right + wrong)
        return torch.sum(balance * bce) / (torch.sum(balance) + 1e-5)
    elif kind == 2:
        return torch.sum(weight * bce) / (torch.sum(weight) + 1e-5)
    else:
        return torch.sum(keep * weight * bce) / float(max(1, logits.numel()))


# One step of AdamW, in place; count is the update's number, from 1, and the decay is that of matrices.
def adamw(x: Tensor, g: Tensor, first: Tensor, second: Tensor, count: float, rate: float, beta1: float, beta2: float, decay: float) -> None:
    torch.add_(torch.mul_(first, beta1), g, alpha=1.0 - beta1)
    torch.addcmul_(torch.mul_(second, beta2), g, g, value=1.0 - beta2)
    if x.dim() == 2:
        torch.mul_(x, 1.0 - rate * decay)
    torch.addcdiv_(x, first / (1.0 - beta1**count), torch.sqrt(second / (1.0 - beta2**count)) + 1e-8, value=-rate)


# The policy loss of GRPO (Shao et al., 2024, equation 3) over M tokens: PPO's clipped surrogate with the advantage of the
# trajectory for each of its tokens, and the low-variance estimate of the divergence from a reference. All (M).
# -> loss of each token, divergence of each token, and 1 where the clip holds the gradient back
def policy_loss(log_probs: Tensor, old: Tensor, reference: Tensor, advantages: Tensor, clip: float, divergence_weight: float) -> Tuple[Tensor, Tensor, Tensor]:
    ratio = torch.exp(log_probs - old)
    free = ratio * advantages
    held = torch.clamp(ratio, 1.0 - clip, 1.0 + clip) * advantages
    behind = reference - log_probs
    divergence = torch.exp(behind) - behind - 1.0
    return (divergence * divergence_weight - torch.minimum(free, held), divergence.detach(), (held < free).to(6))


# A model being fitted: float32 masters of all tensors in the order of WeightLayout, computed with in another dtype, and
# AdamW's two moments of each. The last four tensors are the score head's.
class Trainer:
    masters: List[Tensor]
    first: List[Tensor]
    second: List[Tensor]
    gradients: List[Tensor]
    inverse_frequencies: Tensor
    shape: List[int]
    eps: float
    rope_scale: float
    dtype: int

    def __init__(self, masters: List[Tensor], first: List[Tensor], second: List[Tensor], inverse_frequencies: Tensor, shape: List[int], eps: float, rope_scale: float, dtype: int) -> None:
        self.masters = masters
        self.first = first
        self.second = second
        self.gradients = annotate(List[Tensor], [])
        self.inverse_frequencies = inverse_frequencies
        self.shape = shape
        self.eps = eps
        self.rope_scale = rope_scale
        self.dtype = dtype

    # The masters cast to what is computed with; with gradients on, the cast is part of the graph.
    def weights(self) -> Weights:
        head = len(self.masters) - 4
        cast = annotate(List[Tensor], [])
        for i in range(len(self.masters)):
            cast.append(self.masters[i].to(self.dtype) if i < head else self.masters[i])
        if cast[2].numel() == 0:
            cast[2] = cast[0]
        return Weights(cast, self.inverse_frequencies, self.shape, self.eps, self.rope_scale)

    # From y, with its gradient if it is no scalar, back to the masters [start, end), where gradients add up, and to x,
    # whose gradient is returned.
    def backward(self, y: Tensor, gradient: Optional[Tensor], x: Optional[Tensor], start: int, end: int) -> Tensor:
        wanted = annotate(List[Tensor], [])
        places = annotate(List[int], [])
        for i in range(start, end):
            if self.masters[i].numel() > 0:
                wanted.append(self.masters[i])
                places.append(i)
        if x is not None:
            wanted.append(x)
        found = torch.grad([y], wanted, annotate(List[Optional[Tensor]], [gradient]), None, False, True)
        for i in range(len(places)):
            g = found[i]
            if g is not None:
                torch.add_(self.gradients[places[i]], g)
        last = found[-1]
        return torch.zeros_like(wanted[-1]) if last is None else last

    # What M tokens lose, drawn at x (M, c): imitated, or, if policy (M, 3) says so, learnt from with an advantage, with
    # their log-probabilities under the policy that drew them and under the reference.
    # -> the summed loss; more sums over the tokens (5): loss, hits (the likeliest was it), entropy, divergence, clipped;
    # and the tokens' log-probabilities (M)
    def tokens(self, weights: Weights, x: Tensor, next: Tensor, policy: Tensor, factors: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
        log_probs = torch.log_softmax(weights.logits(x).to(6), -1)
        chosen = torch.squeeze(torch.gather(log_probs, 1, torch.unsqueeze(next, -1)), -1)
        hits = torch.sum((torch.argmax(log_probs, -1) == next).to(6))
        entropy = torch.zeros([])
        divergence = torch.zeros([])
        clipped = torch.zeros([])
        loss = -torch.sum(chosen)
        if policy.size(0) > 0:
            losses, d, c = policy_loss(chosen, policy[:, 1], policy[:, 2], policy[:, 0], float(factors[7]), float(factors[8]))
            entropy = -torch.sum(torch.exp(log_probs) * log_probs)
            loss = torch.sum(losses) - entropy * float(factors[9])
            divergence = torch.sum(d)
            clipped = torch.sum(c)
        return (loss, torch.stack([loss.detach(), hits, entropy.detach(), divergence, clipped]), chosen.detach())

    # What the head loses on steps (N, 4) -> the loss, and the share of steps it agrees with
    def steps(self, weights: Weights, features: Tensor, steps: Tensor, factors: Tensor) -> Tuple[Tensor, Tensor]:
        coupling = float(factors[3])
        read = features[steps[:, 0].to(4), steps[:, 1].to(4)]
        read = read * coupling + read.detach() * (1.0 - coupling)
        z = weights.score(read, float(factors[4]))
        return (step_loss(z, steps[:, 2], steps[:, 3], int(factors[2]), float(factors[6])), torch.mean(kept(z, steps[:, 2], 0)))

    # What the head loses on the tokens that count, at every one of which it is to say how likely the policy made it: the
    # divergence of its score from that probability, on average. Steps (N, 4) have a label of their own and are left out.
    # features (n, t, c); places (M) of the positions before the tokens, in (n, t); log_probs (M)
    def self_scores(self, weights: Weights, features: Tensor, places: Tensor, log_probs: Tensor, steps: Tensor) -> Tensor:
        labelled = torch.zeros([features.size(0) * features.size(1)], device=features.device)
        labelled[steps[:, 0].to(4) * features.size(1) + steps[:, 1].to(4)] = 1.0
        free = 1.0 - torch.index_select(labelled, 0, places + 1)
        z = weights.score(torch.index_select(torch.flatten(features, 0, 1), 0, places + 1), 0.0)
        p = torch.clamp(torch.exp(log_probs), 1e-4, 1.0 - 1e-4)
        least = torch.binary_cross_entropy_with_logits(torch.logit(p), p, None, None, 0)
        return torch.sum((torch.binary_cross_entropy_with_logits(z, p, None, None, 0) - least) * free) / (torch.sum(free) + 1e-5)

    # Forward and backward over one batch; gradients add up until update(). ids (n, t); targets (n, t) is 1 where the
    # next token counts; policy (M, 3) has a line for each of these, see tokens(), or none; steps (N, 4) float32: row,
    # position, outcome, weight. factors (13): of the token loss, of the step loss, its kind, coupling (how much of the
    # step loss reaches the decoder), dropout, share of this batch, label smoothing, clip, weights of divergence and of
    # entropy, whether activations are computed again instead of being kept, weight of the head's scores of the tokens
    # themselves, and how many layers, from the bottom, stay as they are, the embedding with them
    # -> (10): the two losses, tokens, steps, share of steps the head agrees with, per token hits, entropy, divergence and
    # share clipped, and the loss of the tokens' scores
    def accumulate(self, ids: Tensor, targets: Tensor, policy: Tensor, steps: Tensor, factors: Tensor) -> Tensor:
        if len(self.gradients) == 0:
            self.gradients = [torch.zeros_like(x.detach()) for x in self.masters]
        weights = self.weights()
        places = torch.squeeze(torch.nonzero(torch.flatten(targets[:, :-1])), -1)
        next = torch.index_select(torch.flatten(ids[:, 1:]), 0, places)
        places = places + torch.floor_divide(places, ids.size(1) - 1)  # from (n, t - 1) to (n, t)
        scale = float(factors[0]) * float(factors[5]) / float(max(1, places.size(0)))
        frozen = int(factors[12])
        torch.set_grad_enabled(frozen == 0)
        x = weights.enter(ids, frozen)
        torch.set_grad_enabled(True)
        if bool(factors[10] > 0.0):
            losses = self.recomputing(weights, x, ids, places, next, policy, steps, factors, scale)
        else:
            x, features = weights.encode_from(x, ids.size(1), frozen)
            loss, sums, log_probs = self.tokens(weights, torch.index_select(torch.flatten(x, 0, 1), 0, places), next, policy, factors)
            judgement, judged = self.judge(weights, features, places, log_probs, steps, factors)
            self.backward(loss * scale + judgement, None, None, self.first_trained(frozen), len(self.masters))
            losses = torch.cat([sums, judged])
        sums = losses[0:5] / float(max(1, places.size(0)))
        return torch.stack([sums[0], losses[5], torch.tensor(float(places.size(0))), torch.tensor(float(steps.size(0))), losses[6], sums[1], sums[2], sums[3], sums[4], losses[7]])

    # The first master that is trained: with layers frozen, none below them.
    def first_trained(self, frozen: int) -> int:
        return 0 if frozen == 0 else 3 + 18 * frozen

    # What the head loses in all, and of it (3): the step loss, the share of steps it agrees with, the tokens' scores
    def judge(self, weights: Weights, features: Tensor, places: Tensor, log_probs: Tensor, steps: Tensor, factors: Tensor) -> Tuple[Tensor, Tensor]:
        total = torch.zeros([])
        judged = torch.zeros([])
        agreed = torch.zeros([])
        own = torch.zeros([])
        if steps.size(0) > 0:
            judged, agreed = self.steps(weights, features, steps, factors)
            total = total + judged * float(factors[1]) * float(factors[5])
        if bool(factors[11] > 0.0) and places.size(0) > 0:
            own = self.self_scores(weights, features, places, log_probs, steps)
            total = total + own * float(factors[11]) * float(factors[5])
        return (total, torch.stack([judged.detach(), agreed, own.detach()]))

    # The same gradients with less memory: of each layer only what enters it is kept, the rest is computed again on the
    # way back, and the vocabulary is visited by 1024 tokens at a time. x enters the first layer that is trained.
    def recomputing(self, weights: Weights, x: Tensor, ids: Tensor, places: Tensor, next: Tensor, policy: Tensor, steps: Tensor, factors: Tensor, scale: float) -> Tensor:
        count, t, head, frozen = len(weights.layers), ids.size(1), len(self.masters) - 4, int(factors[12])
        torch.set_grad_enabled(False)
        x = x.detach()
        entered = annotate(List[Tensor], [])  # what enters each trained layer, and what leaves the last
        for i in range(frozen, count):
            entered.append(x)
            x = weights.through(x, t, i, i + 1)
        torch.set_grad_enabled(True)

        x = torch.requires_grad_(x, True)
        gradient = torch.zeros_like(x)
        sums = torch.zeros([5])
        log_probs = annotate(List[Tensor], [])
        start = 0
        while start < places.size(0):
            end = min(start + 1024, places.size(0))
            chosen = torch.index_select(torch.flatten(x, 0, 1), 0, places[start:end])
            loss, part, found = self.tokens(weights, chosen, next[start:end], policy[start:end], factors)
            gradient = gradient + self.backward(loss * scale, None, x, 0, 3 if frozen == 0 else 0)
            sums = sums + part
            log_probs.append(found)
            start = end

        features = torch.requires_grad_(entered[weights.tap - frozen], True)
        likely = torch.cat(log_probs) if len(log_probs) > 0 else torch.zeros([0])
        judgement, judged = self.judge(weights, features, places, likely, steps, factors)
        tapped = torch.zeros_like(features)
        if judgement.requires_grad:
            tapped = self.backward(judgement, None, features, head, head + 4)
        for k in range(count - frozen):
            i = count - 1 - k
            x = torch.requires_grad_(entered[i - frozen].detach(), True)
            gradient = self.backward(weights.through(x, t, i, i + 1), gradient, x, 3 + 18 * i, 21 + 18 * i)
            if i == weights.tap:
                gradient = gradient + tapped
        if frozen == 0:
            self.backward(torch.embedding(weights.embed_tokens, ids), gradient, None, 0, 1)
        return torch.cat([sums, judged])

    # How likely the policy makes the tokens that count (M), with the present masters.
    def log_probs(self, ids: Tensor, targets: Tensor) -> Tensor:
        return self.weights().log_probs(ids, targets)

    # AdamW on the gradients added up so far. settings (8): update number from 1, learning rate of the policy, of the
    # head, beta 1, beta 2, weight decay (of matrices), largest gradient norm, frozen layers; policy and head are clipped
    # apart.
    # -> (2): gradient norms of policy and head before clipping
    def update(self, settings: Tensor) -> Tensor:
        count, beta1, beta2, decay, largest = float(settings[0]), float(settings[3]), float(settings[4]), float(settings[5]), float(settings[6])
        head = len(self.masters) - 4
        norms = torch.zeros([2])
        for i in range(len(self.masters)):
            norms[1 if i >= head else 0] += torch.sum(self.gradients[i] * self.gradients[i])
        norms = torch.sqrt(norms)
        clip = torch.clamp(largest / (norms + 1e-6), None, 1.0)
        for i in range(len(self.masters)):
            if self.masters[i].numel() > 0 and i >= self.first_trained(int(settings[7])):
                part = 1 if i >= head else 0
                adamw(self.masters[i], self.gradients[i] * clip[part], self.first[i], self.second[i], count, float(settings[1 + part]), beta1, beta2, decay)
                torch.zero_(self.gradients[i])
        return norms


# A score head being fitted alone, to features that are given: float32 masters in the order of ScoreHead, AdamW's two
# moments of each, and what brings every feature to mean 0 and deviation 1 before the head sees it.
class HeadTrainer:
    masters: List[Tensor]
    first: List[Tensor]
    second: List[Tensor]
    mean: Tensor  # (c)
    scale: Tensor  # (c), one over the deviation

    def __init__(self, masters: List[Tensor], first: List[Tensor], second: List[Tensor], mean: Tensor, scale: Tensor) -> None:
        self.masters = masters
        self.first = first
        self.second = second
        self.mean = mean
        self.scale = scale

    # Forward, backward and AdamW on one batch. features (N, c); steps (N, 2): outcome, weight. settings (9): kind of the
    # loss, label smoothing, dropout, update number from 1, learning rate, beta 1, beta 2, weight decay (of matrices),
    # largest gradient norm -> (4): loss, share kept, share of steps the head agrees with, gradient norm before clipping
    def update(self, features: Tensor, steps: Tensor, settings: Tensor) -> Tensor:
        y, kind = steps[:, 0], int(settings[0])
        z = ScoreHead(self.masters).forward((features.to(6) - self.mean) * self.scale, float(settings[2]))
        loss = step_loss(z, y, steps[:, 1], kind, float(settings[1]))
        found = torch.grad([loss], self.masters)
        squares = torch.zeros([])
        for i in range(len(found)):
            g = found[i]
            if g is not None:
                squares = squares + torch.sum(g * g)
        norm = torch.sqrt(squares)
        clip = torch.clamp(float(settings[8]) / (norm + 1e-6), None, 1.0)
        torch.set_grad_enabled(False)
        for i in range(len(found)):
            g = found[i]
            if g is not None:
                adamw(self.masters[i], g * clip, self.first[i], self.second[i], float(settings[3]), float(settings[4]), float(settings[5]), float(settings[6]), float(settings[7]))
        return torch.stack([loss.detach(), torch.mean(kept(z, y, kind)), torch.mean(kept(z, y, 0)), norm])


# What Java calls.
class Kernels(Module):
    # A tensor as it lies in a file, mapped, not read: (shape). Bytes that don't start on an element are copied.
    def stored(self, file: str, dtype: int, offset: int, shape: List[int]) -> Tensor:
        count = 1
        for extent in shape:
            count *= extent
        size = 4 if dtype == 6 else 2
        if offset % size == 0:
            first = offset // size
            x = torch.from_file(file, False, first + count, dtype=dtype)[first:]
        else:
            x = torch.view_copy(torch.from_file(file, False, offset + count * size, dtype=0)[offset:], dtype=dtype)
        return torch.view(x, shape)

    def random(self, shape: List[int], dtype: int) -> Tensor:
        return torch.mul_(torch.randn(shape, dtype=dtype), 0.02)

    def placed(self, x: Tensor, dtype: int, device: str) -> Tensor:
        return x.to(torch.device(device)).to(dtype)

    # The layout in which oneDNN reads a matrix best.
    def packed(self, weight: Tensor) -> Tensor:
        return ops.mkldnn._reorder_linear_weight(weight, 32)

    # Little-endian bytes of a tensor, for writing it to a file.
    def bytes(self, x: Tensor) -> Tensor:
        return torch.view_copy(torch.flatten(x.detach().cpu().contiguous()), dtype=0)

    def weights(self, w: List[Tensor], inverse_frequencies: Tensor, shape: List[int], eps: float, rope_scale: float) -> Weights:
        return Weights(w, inverse_frequencies, shape, eps, rope_scale)

    def cache(self, weights: Weights) -> Cache:
        return Cache(weights)

    def resize(self, cache: Cache, slots: int, positions: int) -> None:
        cache.resize(slots, positions)

    def attach(self, cache: Cache, sequence: List[Tensor], first: int, last: int) -> None:
        cache.attach(sequence, first, last)

    def detach(self, cache: Cache, slot: int, t: int) -> List[Tensor]:
        return cache.detach(slot, t)

    def move(self, cache: Cache, source: int, target: int, t: int) -> None:
        cache.move(source, target, t)

    def wipe(self, cache: Cache, slot: int) -> None:
        cache.wipe(slot)

    # Runs a prompt through the decoder, a chunk at a time. ids (t), t > 0 -> the sequence of its keys and values, and
    # behind them what the first token is drawn from: the stream that leaves the decoder and the features, each (1, c)
    def prefill(self, weights: Weights, ids: Tensor, chunk: int) -> List[Tensor]:
        ids = torch.clone(ids).to(weights.embed_tokens.device)
        t = ids.size(0)
        sequence = [ids]
        for layer in weights.layers:
            for _ in range(2):
                sequence.append(torch.empty([t, weights.groups, layer.head_size], dtype=weights.embed_tokens.dtype, device=layer.device()))
        start = 0
        last = annotate(List[Tensor], [])
        while start < t:
            end = min(start + chunk, t)
            last = self.extend(weights, sequence, start, end)
            start = end
        return sequence + last

    # One chunk of a prompt: enters positions [start, end) -> stream and features at the last of them, each (1, c)
    def extend(self, weights: Weights, sequence: List[Tensor], start: int, end: int) -> List[Tensor]:
        positions = torch.arange(start, end, device=sequence[0].device)
        x = torch.embedding(weights.embed_tokens, sequence[0][start:end])  # (t, c)
        cos, sin = weights.rotary(positions, x.dtype)
        mask = torch.where(torch.arange(end, device=x.device) <= torch.unsqueeze(positions, -1), 0.0, float("-inf")).to(x.dtype)
        features = x
        for i in range(len(weights.layers)):
            layer = weights.layers[i]
            x, cos, sin, mask = x.to(layer.device()), cos.to(layer.device()), sin.to(layer.device()), mask.to(layer.device())
            if i == weights.tap:
                features = x[-1:]
            q, k, v = layer.project(x, cos, sin)
            sequence[1 + 2 * i][start:end] = k
            sequence[2 + 2 * i][start:end] = v
            if i + 1 == len(weights.layers):  # nobody looks at what earlier positions become here
                x, q, mask = x[-1:], q[-1:], mask[-1:]
            q = torch.unsqueeze(q.transpose(0, 1), 0)  # (1, h, t, d)
            k = spread(torch.unsqueeze(sequence[1 + 2 * i][0:end].transpose(0, 1), 0), q.size(1))
            v = spread(torch.unsqueeze(sequence[2 + 2 * i][0:end].transpose(0, 1), 0), q.size(1))
            if q.size(2) == end:
                a = torch.scaled_dot_product_attention(q, k, v, None, 0.0, True)
            else:
                a = torch.scaled_dot_product_attention(q, k, v, mask)
            x = layer.finish(x, torch.flatten(torch.squeeze(a, 0).transpose(0, 1), 1))
        return [x, features]

    # The first tokens of k rows that share a prefilled prompt. settings (k, 5), allowed and barred as in sample()
    # -> (k, 3) as step()
    def begin_rows(self, weights: Weights, sequence: List[Tensor], settings: Tensor, allowed: Tensor, barred: Tensor) -> Tensor:
        k = settings.size(0)
        logits = torch.expand(weights.logits(sequence[-2]).to(6), [k, -1])
        next, log_probs = sample(logits, torch.expand(sequence[0].to(logits.device), [k, -1]), settings.to(logits.device), allowed.to(logits.device), barred.to(logits.device))
        score = torch.expand(weights.score(sequence[-1], 0.0).to(logits.device), [k])
        return torch.stack([next.to(7), log_probs.to(7), score.to(7)], 1).cpu()

    # One decode step for all rows: row i of the batch is slot i of the cache. rows (n, 7) float64: token, its position,
    # and the settings of sample(), as are allowed and barred (m, 2); t: positions to look at, at least the largest plus one.
    # -> (n, 3) float64: next token, its log-probability, the head's logit at this position
    def step(self, weights: Weights, cache: Cache, rows: Tensor, allowed: Tensor, barred: Tensor, t: int) -> Tensor:
        rows = rows.to(weights.embed_tokens.device)
        tokens, positions = rows[:, 0].to(4), rows[:, 1].to(4)
        x = torch.embedding(weights.embed_tokens, tokens)  # (n, c)
        cos, sin = weights.rotary(positions, x.dtype)
        slots = torch.arange(x.size(0), device=x.device)
        visible = torch.arange(t, device=x.device) <= torch.unsqueeze(positions, -1)  # (n, t)
        mask = torch.where(visible, 0.0, float("-inf")).to(x.dtype)[:, None, None]
        cache.ids[slots, positions] = tokens
        seen = torch.where(visible, cache.ids[0 : x.size(0), 0:t], torch.unsqueeze(tokens, -1))
        features = x
        for i in range(len(weights.layers)):
            layer = weights.layers[i]
            if layer.device() != x.device:
                x, cos, sin, mask, slots, positions = x.to(layer.device()), cos.to(layer.device()), sin.to(layer.device()), mask.to(layer.device()), slots.to(layer.device()), positions.to(layer.device())
            if i == weights.tap:
                features = x
            q, k, v = layer.project(x, cos, sin)
            cache.keys[i][slots, positions] = k
            cache.values[i][slots, positions] = v
            x = layer.finish(x, cache.attend(i, q, mask))
        score = weights.score(features, 0.0)
        logits = weights.logits(x).to(6)
        next, log_probs = sample(logits, seen.to(logits.device), rows[:, 2:7].to(logits.device), allowed.to(logits.device), barred.to(logits.device))
        return torch.stack([next.to(7), log_probs.to(7), score.to(logits.device).to(7)], 1).cpu()

    # A finished text in one pass: ids (t) -> features (t, c), head logits (t), logits (t, v), all float32
    def read(self, weights: Weights, ids: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
        x, features = weights.encode(torch.unsqueeze(ids.to(weights.embed_tokens.device), 0))
        x, features = torch.squeeze(x, 0), torch.squeeze(features, 0)
        return (features.to(6).cpu(), weights.score(features, 0.0).to(6).cpu(), weights.logits(x).to(6).cpu())

    # The parts of a decode step alone, for the benchmark: as step() calls them, on rows of noise.
    def matrix_products(self, weights: Weights, n: int) -> Tensor:
        x = torch.normal(0.0, 1.0, [n, weights.embed_tokens.size(1)]).to(weights.embed_tokens.dtype).to(weights.embed_tokens.device)
        for layer in weights.layers:
            x = x.to(layer.device())
            q = layer.q_proj.forward(x)
            k = layer.k_proj.forward(x)
            v = layer.v_proj.forward(x)
            o = layer.o_proj.forward(q)
            x = layer.down_proj.forward(layer.gate_proj.forward(o) + layer.up_proj.forward(o))
        return weights.lm_head.forward(x)

    def attention(self, weights: Weights, cache: Cache, n: int, t: int) -> Tensor:
        a = torch.empty([0])
        for i in range(len(weights.layers)):
            layer = weights.layers[i]
            mask = torch.zeros([n, 1, 1, t], dtype=cache.keys[i].dtype, device=layer.device())
            heads = weights.embed_tokens.size(1) // layer.head_size
            q = torch.ones([n, heads, layer.head_size], dtype=mask.dtype, device=mask.device)
            a = cache.attend(i, q, mask)
        return a

    # -> (n, 2) float64: tokens and log-probabilities
    def sampling(self, logits: Tensor, seen: Tensor, settings: Tensor, allowed: Tensor, barred: Tensor) -> Tensor:
        tokens, log_probs = sample(logits, seen.to(logits.device), settings.to(logits.device), allowed.to(logits.device), barred.to(logits.device))
        return torch.stack([tokens.to(7), log_probs.to(7)], 1).cpu()

    def scoring(self, weights: Weights, n: int) -> Tensor:
        return weights.score(torch.ones([n, weights.embed_tokens.size(1)], dtype=weights.embed_tokens.dtype, device=weights.layers[weights.tap].device()), 0.0)

    def step_loss(self, logits: Tensor, y: Tensor, weight: Tensor, kind: int, smoothing: float) -> Tensor:
        return step_loss(logits, y, weight, kind, smoothing)

    # What enters a layer at chosen places of several texts, as bytes: ids (n, t), padded at the end; places (N): row * t
    # + position; -> (N * c * size of the dtype)
    def features(self, weights: Weights, ids: Tensor, places: Tensor, layer: int, dtype: int) -> Tensor:
        x = torch.flatten(weights.enter(ids.to(weights.embed_tokens.device), layer), 0, 1)
        x = torch.index_select(x, 0, places.to(x.device))
        return self.bytes(x.to(dtype))

    # Rows of features as they lie in a file: (bytes) -> (N, c)
    def rows(self, bytes: Tensor, dtype: int, c: int) -> Tensor:
        return torch.view(torch.view_copy(bytes, dtype=dtype), [-1, c])

    # For mean and deviation: sums and sums of squares (2, c) float64
    def sums(self, bytes: Tensor, dtype: int, c: int) -> Tensor:
        x = self.rows(bytes, dtype, c).to(7)
        return torch.stack([torch.sum(x, [0]), torch.sum(x * x, [0])])

    # What a head says of features: w as ScoreHead has them -> logits (N)
    def head_logits(self, w: List[Tensor], bytes: Tensor, dtype: int) -> Tensor:
        return ScoreHead(w).forward(self.rows(bytes, dtype, w[0].size(1)), 0.0)

    def begin_head(self, masters: List[Tensor], first: List[Tensor], second: List[Tensor], mean: Tensor, scale: Tensor) -> None:
        self.heads.append(HeadTrainer(masters, first, second, mean, scale))

    # steps (N, 2) and settings (9) as HeadTrainer has them, and behind the settings the dtype of the bytes
    def update_head(self, bytes: Tensor, steps: Tensor, settings: Tensor) -> Tensor:
        head = self.heads[0]
        torch.set_grad_enabled(True)
        for x in head.masters:
            torch.requires_grad_(x, True)
        result = head.update(self.rows(bytes, int(settings[9]), head.mean.size(0)), steps, settings)
        torch.set_grad_enabled(False)
        return result

    def policy_loss(self, log_probs: Tensor, old: Tensor, reference: Tensor, advantages: Tensor, clip: float, divergence_weight: float) -> Tensor:
        loss, divergence, clipped = policy_loss(log_probs, old, reference, advantages, clip, divergence_weight)
        return torch.stack([loss, divergence, clipped])

    # Under the policy that is being fitted, and under one that stays as it is.
    def present_log_probs(self, ids: Tensor, targets: Tensor) -> Tensor:
        torch.set_grad_enabled(False)
        return self.trainers[0].log_probs(ids, targets)

    def log_probs(self, weights: Weights, ids: Tensor, targets: Tensor) -> Tensor:
        return weights.log_probs(ids.to(weights.embed_tokens.device), targets.to(weights.embed_tokens.device)).cpu()

    # Training runs outside inference mode, where calls take tensors only: the trainer is kept here.
    def begin(self, masters: List[Tensor], first: List[Tensor], second: List[Tensor], inverse_frequencies: Tensor, shape: List[int], eps: float, rope_scale: float, dtype: int) -> None:
        self.trainers.append(Trainer(masters, first, second, inverse_frequencies, shape, eps, rope_scale, dtype))

    def accumulate(self, ids: Tensor, targets: Tensor, policy: Tensor, steps: Tensor, factors: Tensor) -> Tensor:
        torch.set_grad_enabled(True)
        for x in self.trainers[0].masters:
            torch.requires_grad_(x, True)
        result = self.trainers[0].accumulate(ids, targets, policy, steps, factors)
        torch.set_grad_enabled(False)
        return result

    def update(self, settings: Tensor) -> Tensor:
        torch.set_grad_enabled(False)
        return self.trainers[0].update(settings)

    def forward(self, x: Tensor) -> Tensor:
        return x
