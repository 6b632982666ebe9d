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


# Little-endian bytes of a tensor, for writing it to a file.
def little_endian(x: Tensor) -> Tensor:
    return torch.view_copy(torch.flatten(x.detach().cpu().contiguous()), dtype=0)


# What Java calls to serve.
class Serving(Module):
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

    # What enters a layer at chosen places of several texts, as bytes: ids (n, t), padded at the end; places (N): row * t
    # + position; -> (N * c * size of the dtype)
    def features(self, weights: Weights, ids: Tensor, places: Tensor, layer: int, dtype: int) -> Tensor:
        x = torch.flatten(weights.enter(ids.to(weights.embed_tokens.device), layer), 0, 1)
        x = torch.index_select(x, 0, places.to(x.device))
        return little_endian(x.to(dtype))

    # As Weights has it: under a policy that stays as it is.
    def log_probs(self, weights: Weights, ids: Tensor, targets: Tensor) -> Tensor:
        return weights.log_probs(ids.to(weights.embed_tokens.device), targets.to(weights.embed_tokens.device)).cpu()
